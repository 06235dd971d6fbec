//! What officers may do about behaviour, and to whom.

use crate::declare::code_list;

code_list! {
    /// What an officer did about it: the ladder of powers.
    ActionCode {
        /// Words of advice
        Adv = "ADV",
        /// Verbal warning
        Vw = "VW",
        /// ASB warning letter 1
        Wl1 = "WL1",
        /// ASB warning letter 2
        Wl2 = "WL2",
        /// Acceptable behaviour contract
        Abc = "ABC",
        /// Community protection warning
        Cpw = "CPW",
        /// Community protection notice
        Cpn = "CPN",
        /// Breach of a community protection notice
        Cpnb = "CPNB",
        /// PSPO explained, complied
        PspoEng = "PSPO-ENG",
        /// Told to stop drinking or hand over alcohol
        PspoAlc = "PSPO-ALC",
        /// Alcohol taken and disposed of
        AlcConf = "ALC-CONF",
        /// Fixed penalty, PSPO
        PspoFpn = "PSPO-FPN",
        /// Fixed penalty, litter
        FpnLit = "FPN-LIT",
        /// Fixed penalty, fly-tipping
        FpnFly = "FPN-FLY",
        /// Fixed penalty, graffiti
        FpnGraf = "FPN-GRAF",
        /// Fixed penalty, dog fouling
        FpnDog = "FPN-DOG",
        /// Name and address required
        NaReq = "NA-REQ",
        /// Dispersal direction
        Disp = "DISP",
        /// Vehicle warning (section 59)
        S59w = "S59W",
        /// Vehicle seized (section 59)
        S59s = "S59S",
        /// Closure notice
        ClosN = "CLOS-N",
        /// Closure order
        ClosO = "CLOS-O",
        /// Civil injunction
        Inj = "INJ",
        /// Criminal behaviour order
        Cbo = "CBO",
        /// Respect order
        Resp = "RESP",
        /// Stop and search, police (count only)
        Ss = "SS",
        /// Arrest, police (count only)
        Arr = "ARR",
        /// Referred: safeguarding adults
        RefSafeA = "REF-SAFE-A",
        /// Referred: safeguarding children
        RefSafeC = "REF-SAFE-C",
        /// Referred: drug and alcohol service
        RefDrug = "REF-DRUG",
        /// Referred: homelessness
        RefHomeless = "REF-HOMELESS",
        /// Referred: fire safety
        RefFire = "REF-FIRE",
        /// Referred: housing
        RefHousing = "REF-HOUSING",
        /// Referred: target hardening
        RefTh = "REF-TH",
        /// Referred: selective licensing
        RefLic = "REF-LIC",
        /// Fly-tip reported for removal
        FlyRep = "FLY-REP",
        /// No action
        Nfa = "NFA",
    }
}

code_list! {
    /// How it ended.
    ActionOutcome {
        /// Complied
        Complied = "COMPLIED",
        /// Refused
        Refused = "REFUSED",
        /// Left
        Left = "LEFT",
        /// Taken further
        Escalated = "ESCALATED",
    }
}

code_list! {
    /// How a letter or notice was served.
    Served {
        /// By hand
        ByHand = "BY_HAND",
        /// Through the letterbox
        Letterbox = "LETTERBOX",
        /// First class post
        PostFirst = "POST_FIRST",
        /// Recorded delivery
        PostRecorded = "POST_RECORDED",
        /// Email
        Email = "EMAIL",
        /// Fixed to the property
        Affixed = "AFFIXED",
    }
}

code_list! {
    /// What somebody is in the matter.
    SubjectRole {
        /// Suspect
        Suspect = "SUSPECT",
        /// Witness
        Witness = "WITNESS",
        /// Victim
        Victim = "VICTIM",
        /// Landlord
        Landlord = "LANDLORD",
        /// Tenant
        Tenant = "TENANT",
        /// Owner
        Owner = "OWNER",
        /// Not known
        Unknown = "UNKNOWN",
    }
}

code_list! {
    /// How a name or address was checked.
    Verified {
        /// Document seen
        Document = "DOCUMENT",
        /// Police check
        Pnc = "PNC",
        /// Known to the officer
        Known = "KNOWN",
        /// As stated, not checked
        Stated = "STATED",
    }
}

code_list! {
    /// What is sent or left.
    LetterType {
        /// ASB warning letter 1
        Wl1 = "WL1",
        /// ASB warning letter 2
        Wl2 = "WL2",
        /// Community protection warning
        Cpw = "CPW",
        /// Calling card
        CallingCard = "CALLING_CARD",
    }
}
