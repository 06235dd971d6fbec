//! Safeguarding, doors and lone workers.

use crate::declare::code_list;

code_list! {
    /// What the concern is.
    SafeguardPathway {
        /// Adult at risk
        Adult = "ADULT",
        /// Child at risk
        Child = "CHILD",
        /// Exploitation
        Exploitation = "EXPLOITATION",
        /// Domestic abuse
        DomesticAbuse = "DOMESTIC_ABUSE",
        /// Radicalisation (Prevent)
        Prevent = "PREVENT",
        /// Modern slavery
        ModernSlavery = "MODERN_SLAVERY",
        /// Hoarding
        Hoarding = "HOARDING",
        /// Rough sleeper
        RoughSleeper = "ROUGH_SLEEPER",
    }
}

code_list! {
    /// Whether consent was asked for.
    ConsentAsked {
        /// Asked and given
        Given = "GIVEN",
        /// Asked and refused
        Refused = "REFUSED",
        /// Not asked
        NotAsked = "NOT_ASKED",
    }
}

code_list! {
    /// How a lone worker is.
    WelfareState {
        /// Running
        Running = "RUNNING",
        /// Checked in
        Ok = "OK",
        /// Late
        Late = "LATE",
        /// Alarm
        Alarm = "ALARM",
        /// Alarm under threat
        Duress = "DURESS",
        /// Closed
        Closed = "CLOSED",
    }
}

code_list! {
    /// How an alarm went out.
    SentVia {
        /// The hub
        Hub = "HUB",
        /// Text message
        Sms = "SMS",
        /// Phone call
        Phone = "PHONE",
        /// Could not be sent
        NotSent = "NOT_SENT",
    }
}

code_list! {
    /// What knocking came to.
    DoorOutcome {
        /// Spoke to somebody
        Spoken = "SPOKEN",
        /// Nobody answered
        NoAnswer = "NO_ANSWER",
        /// Asked to come back
        CallBack = "CALL_BACK",
        /// Did not want to talk
        Refused = "REFUSED",
        /// Could not reach the door
        NoAccess = "NO_ACCESS",
    }
}

code_list! {
    /// A part of the day.
    DayPart {
        /// Morning
        Morning = "MORNING",
        /// Afternoon
        Afternoon = "AFTERNOON",
        /// Evening
        Evening = "EVENING",
        /// Weekend
        Weekend = "WEEKEND",
    }
}

code_list! {
    /// What to do about it; never why.
    CautionCode {
        /// Visit in pairs
        VisitInPairs = "VISIT_IN_PAIRS",
        /// Call the office first
        CallFirst = "CALL_FIRST",
        /// No lone visits
        NoLoneVisit = "NO_LONE_VISIT",
        /// Dogs at the address
        Dogs = "DOGS",
    }
}
