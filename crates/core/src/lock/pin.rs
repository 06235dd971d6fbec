//! What may be a PIN. Pure.

use zeroize::Zeroizing;

use crate::error::{Error, ErrorCode};

/// The fewest digits. With the delays after wrong tries and the device's secret beside it, a million is enough.
const DIGITS_MIN: usize = 6;
/// The most digits.
const DIGITS_MAX: usize = 12;

/// A PIN as typed; wiped when it goes.
pub(super) struct Pin(Zeroizing<String>);

impl Pin {
    /// A PIN that somebody types to open. What cannot be one is a slip of the thumb, and no try.
    ///
    /// # Errors
    /// `pin_unfit` when it is not 6 to 12 digits.
    pub(super) fn typed(text: String) -> Result<Self, Error> {
        let pin = Self(Zeroizing::new(text));
        if is_pin(pin.bytes()) { Ok(pin) } else { Err(ErrorCode::PinUnfit.into()) }
    }

    /// A PIN that somebody chooses, typed twice.
    ///
    /// # Errors
    /// `pin_unfit` when it is not 6 to 12 digits or is the first anybody would try, `pins_differ`.
    pub(super) fn chosen(text: String, again: String) -> Result<Self, Error> {
        let (pin, again) = (Self(Zeroizing::new(text)), Zeroizing::new(again));
        if !is_fit(pin.bytes()) {
            return Err(ErrorCode::PinUnfit.into());
        }
        if *pin.0 != *again {
            return Err(ErrorCode::PinsDiffer.into());
        }
        Ok(pin)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Digits only, and enough of them.
fn is_pin(digits: &[u8]) -> bool {
    (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
}

/// Such digits, and neither one over and over nor a run up or down.
fn is_fit(digits: &[u8]) -> bool {
    let steps = || digits.windows(2).map(|pair| (10 + pair[1] - pair[0]) % 10);
    let run = |step: u8| steps().all(|found| found == step);
    is_pin(digits) && ![0, 1, 9].into_iter().any(run)
}

#[cfg(test)]
mod tests {
    use super::is_fit;

    #[test]
    fn the_pins_that_anybody_would_try_first_are_refused() {
        for unfit in [
            "",
            "12345",
            "1234567890123",
            "000000",
            "77777777",
            "123456",
            "890123",
            "654321",
            "21098765",
            "12 456",
            "１２３４５６",
        ] {
            assert!(!is_fit(unfit.as_bytes()), "{unfit}");
        }
        for fit in ["135790", "280461", "112233", "123457", "654320123456"] {
            assert!(is_fit(fit.as_bytes()), "{fit}");
        }
    }
}
