//! Homes, licences and leads.

use crate::declare::code_list;

code_list! {
    /// The selective licensing areas.
    LicensingArea {
        /// Central Stockton
        CentralStockton = "CENTRAL_STOCKTON",
        /// North Thornaby
        NThornaby = "N_THORNABY",
        /// Newtown
        Newtown = "NEWTOWN",
    }
}

code_list! {
    /// How a home is held.
    Tenure {
        /// Owner occupied
        Owner = "OWNER",
        /// Private rent
        PrivateRent = "PRIVATE_RENT",
        /// Thirteen
        Thirteen = "THIRTEEN",
        /// Another registered provider
        OtherRp = "OTHER_RP",
        /// Not known
        Unknown = "UNKNOWN",
    }
}

code_list! {
    /// Where a licence stands.
    LicenceStatus {
        /// Exempt, no licence needed
        NotRequiredExempt = "NOT_REQUIRED_EXEMPT",
        /// Suspected unlicensed
        SuspectedUnlicensed = "SUSPECTED_UNLICENSED",
        /// Application due
        AppDue = "APP_DUE",
        /// Application begun
        AppDraft = "APP_DRAFT",
        /// Application incomplete
        AppIncomplete = "APP_INCOMPLETE",
        /// Application duly made
        AppDulyMade = "APP_DULY_MADE",
        /// Licence proposed
        Proposed = "PROPOSED",
        /// Licensed
        Granted = "GRANTED",
        /// Licensed, varied
        GrantedVaried = "GRANTED_VARIED",
        /// Refused
        Refused = "REFUSED",
        /// Revoked
        Revoked = "REVOKED",
        /// Expired
        Expired = "EXPIRED",
        /// Temporary exemption
        Ten = "TEN",
        /// New owner, to apply
        TransferNewOwner = "TRANSFER_NEW_OWNER",
    }
}

code_list! {
    /// Why a home needs no licence.
    ExemptReason {
        /// Owner occupied
        OwnerOccupied = "OWNER_OCCUPIED",
        /// Social landlord
        SocialLandlord = "SOCIAL_LANDLORD",
        /// Licensed as an HMO
        HmoLicensed = "HMO_LICENSED",
        /// Empty
        Empty = "EMPTY",
        /// Holiday let
        Holiday = "HOLIDAY",
        /// Business
        Business = "BUSINESS",
        /// Family let
        Family = "FAMILY",
        /// Another reason
        Other = "OTHER",
    }
}

code_list! {
    /// Where a lead came from.
    LeadSource {
        /// Told by a resident
        ResidentIntel = "RESIDENT_INTEL",
        /// Door knock
        DoorKnock = "DOOR_KNOCK",
        /// Visual audit
        VisualAudit = "VISUAL_AUDIT",
        /// Council tax
        CouncilTax = "COUNCIL_TAX",
        /// Police
        Police = "POLICE",
        /// Advert
        Advert = "ADVERT",
        /// Tenant
        Tenant = "TENANT",
    }
}

code_list! {
    /// How far a lead is.
    LeadStage {
        /// Open
        Open = "OPEN",
        /// Owner traced
        OwnerTraced = "OWNER_TRACED",
        /// First contact
        Contact1 = "CONTACT_1",
        /// Second contact
        Contact2 = "CONTACT_2",
        /// Application received
        ApplicationReceived = "APPLICATION_RECEIVED",
        /// Exempt, confirmed
        ExemptConfirmed = "EXEMPT_CONFIRMED",
        /// Empty, confirmed
        EmptyConfirmed = "EMPTY_CONFIRMED",
        /// Warning
        Warning = "WARNING",
        /// Notice of intent
        NoticeOfIntent = "NOTICE_OF_INTENT",
        /// Civil penalty
        CivilPenalty = "CIVIL_PENALTY",
        /// Prosecution
        Prosecution = "PROSECUTION",
        /// Closed, no offence
        ClosedNoOffence = "CLOSED_NO_OFFENCE",
    }
}
