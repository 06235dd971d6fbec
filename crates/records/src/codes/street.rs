//! Things and schemes in streets and shops.

use crate::declare::code_list;

code_list! {
    /// What stands in the street.
    AssetType {
        /// CCTV column
        CctvColumn = "CCTV_COLUMN",
        /// Lighting column
        LightColumn = "LIGHT_COLUMN",
        /// Integrated CCTV and lighting column
        CctvLight = "CCTV_LIGHT",
        /// Kick rail
        KickRail = "KICK_RAIL",
        /// Railing
        Railing = "RAILING",
        /// Solar light
        SolarLight = "SOLAR_LIGHT",
        /// Help point
        HelpPoint = "HELP_POINT",
        /// Movable camera
        MovableCamera = "MOVABLE_CAMERA",
        /// Fly-tipping camera
        FlytipCamera = "FLYTIP_CAMERA",
        /// Bleed kit cabinet
        BleedCabinet = "BLEED_CABINET",
        /// Sign
        Sign = "SIGN",
    }
}

code_list! {
    /// What state it is in.
    AssetState {
        /// Installed and working
        Installed = "INSTALLED",
        /// Moved here
        Moved = "MOVED",
        /// Faulty
        Faulty = "FAULTY",
        /// Repaired
        Repaired = "REPAIRED",
        /// Removed
        Removed = "REMOVED",
    }
}

code_list! {
    /// A scheme a business may join.
    Scheme {
        /// Reduce the Strength
        ReduceStrength = "REDUCE_STRENGTH",
        /// Shop or pub radio
        Radio = "RADIO",
        /// Bleed kit
        BleedKit = "BLEED_KIT",
        /// Ask for Angela
        AskAngela = "ASK_ANGELA",
        /// Search wands
        Wands = "WANDS",
        /// Street Angels
        StreetAngels = "STREET_ANGELS",
    }
}

code_list! {
    /// Where a membership stands.
    MembershipState {
        /// Member
        Member = "MEMBER",
        /// Interested
        Interested = "INTERESTED",
        /// Declined
        Declined = "DECLINED",
        /// Left
        Left = "LEFT",
    }
}

code_list! {
    /// What kind of session it was.
    OutreachKind {
        /// On the street
        Street = "STREET",
        /// In a school
        School = "SCHOOL",
        /// Youth club
        Club = "CLUB",
        /// Community event
        Community = "COMMUNITY",
        /// Assembly
        Assembly = "ASSEMBLY",
    }
}

code_list! {
    /// What a shop suffers from.
    RetailProblem {
        /// Shop theft
        ShopTheft = "SHOP_THEFT",
        /// Abuse of staff
        Abuse = "ABUSE",
        /// Violence
        Violence = "VIOLENCE",
        /// Rowdy groups
        Rowdy = "ROWDY",
        /// Street drinking
        Drinking = "DRINKING",
        /// Begging
        Begging = "BEGGING",
        /// Damage
        Damage = "DAMAGE",
        /// Sales to children
        ProxySales = "PROXY_SALES",
    }
}
