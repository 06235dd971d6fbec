export type WaitingState = "waiting" | "sent";
