//! Target hardening: who may have a pack, what is in it, what became of it.

use crate::declare::code_list;

code_list! {
    /// Why a home may have a pack; no medical detail.
    Eligibility {
        /// In a listed street
        InStreetList = "IN_STREET_LIST",
        /// Repeat victim in 12 months
        RepeatVictim12m = "REPEAT_VICTIM_12M",
        /// Vulnerable: age
        VulnAge = "VULN_AGE",
        /// Vulnerable: disability
        VulnDisab = "VULN_DISAB",
        /// Vulnerable: domestic abuse
        VulnDa = "VULN_DA",
        /// Vulnerable: hate crime
        VulnHate = "VULN_HATE",
        /// Vulnerable: other
        VulnOther = "VULN_OTHER",
        /// Burgled lately
        BurgledRecent = "BURGLED_RECENT",
        /// Next to a burgled home
        NearRepeat = "NEAR_REPEAT",
        /// Referred by a partner
        Referred = "REFERRED",
    }
}

code_list! {
    /// How somebody signed up.
    SignupChannel {
        /// Postcard
        Postcard = "POSTCARD",
        /// At the door
        Doorstep = "DOORSTEP",
        /// Online
        Online = "ONLINE",
        /// By phone
        Phone = "PHONE",
        /// Referred by a partner
        PartnerReferral = "PARTNER_REFERRAL",
        /// At an event
        Event = "EVENT",
    }
}

code_list! {
    /// How far a home is with its pack.
    HardeningStatus {
        /// Interested
        Interest = "INTEREST",
        /// Eligible
        Eligible = "ELIGIBLE",
        /// Not eligible
        NotEligible = "NOT_ELIGIBLE",
        /// Agreed
        Consented = "CONSENTED",
        /// Pack set aside
        Allocated = "ALLOCATED",
        /// Delivered
        Delivered = "DELIVERED",
        /// Visit booked
        Booked = "BOOKED",
        /// Fitted
        Installed = "INSTALLED",
        /// Partly fitted
        PartInstalled = "PART_INSTALLED",
        /// Refused
        Refused = "REFUSED",
        /// No contact
        NoContact = "NO_CONTACT",
        /// Followed up
        FollowedUp = "FOLLOWED_UP",
        /// Removed
        Removed = "REMOVED",
    }
}

code_list! {
    /// What a pack holds.
    Item {
        /// Window lock
        Wlock = "WLOCK",
        /// Camera doorbell
        Dbcam = "DBCAM",
        /// Solar motion light
        Solar = "SOLAR",
        /// Plug-in timer
        Timer = "TIMER",
        /// Door bar
        Doorbar = "DOORBAR",
        /// Cylinder lock
        CylLock = "CYL_LOCK",
        /// Shed lock
        Shedlock = "SHEDLOCK",
        /// Property marking kit
        Propmark = "PROPMARK",
        /// Letterbox cage
        Lettercage = "LETTERCAGE",
        /// Dummy alarm box
        Dummyalarm = "DUMMYALARM",
        /// Something else
        Other = "OTHER",
    }
}

code_list! {
    /// Whether an item was fitted.
    FitResult {
        /// Fitted
        Fitted = "FITTED",
        /// Left with the resident
        LeftWithResident = "LEFT_WITH_RESIDENT",
        /// Could not fit
        CouldNotFit = "COULD_NOT_FIT",
        /// Not wanted
        Refused = "REFUSED",
    }
}

code_list! {
    /// Why an item could not be fitted.
    CouldNotFit {
        /// No landlord agreement
        NoLandlord = "NO_LANDLORD",
        /// Does not fit the window or door
        WrongSize = "WRONG_SIZE",
        /// No power where needed
        NoPower = "NO_POWER",
        /// No wireless network
        NoWifi = "NO_WIFI",
        /// Item damaged
        Damaged = "DAMAGED",
        /// Item missing from the pack
        Missing = "MISSING",
        /// Not safe to fit
        Unsafe = "UNSAFE",
        /// Nobody in
        NobodyIn = "NOBODY_IN",
        /// Another reason
        Other = "OTHER",
    }
}

code_list! {
    /// Why there is no signature.
    NotSigned {
        /// Cannot sign on a screen
        Cannot = "CANNOT",
        /// Did not want to
        Refused = "REFUSED",
        /// Not there
        NotPresent = "NOT_PRESENT",
        /// Did not want to touch the phone
        Infection = "INFECTION",
    }
}

code_list! {
    /// What happened to stock.
    StockMove {
        /// Bought
        Bought = "BOUGHT",
        /// Counted
        Counted = "COUNTED",
        /// Given to an installer
        ToInstaller = "TO_INSTALLER",
        /// Returned to the store
        Returned = "RETURNED",
        /// Lost
        Lost = "LOST",
        /// Damaged
        Damaged = "DAMAGED",
        /// Recalled
        Recalled = "RECALLED",
    }
}

code_list! {
    /// When a home is asked again.
    FollowUpDue {
        /// After 4 weeks
        Weeks4 = "WEEKS_4",
        /// After 6 months
        Months6 = "MONTHS_6",
    }
}
