//! The wire: the real client of the core, the real server of the hub, and between them a proxy on which
//! everything can go wrong that goes wrong on networks.
//!
//! Rule: every fact ends in the same checks (nothing lost, nothing twice, nothing waiting, every chain
//! verifies), and a planted bug shows that they can fail. Nothing here waits by the clock: what has to run
//! into a time limit runs into the client's own, which the test makes short.

mod cuts;
mod photos;
mod proxy;
mod stalls;
mod strangers;
mod street;
mod twice;
