//! What the page of users and enrolment looks like.
//!
//! Rule: what is wrong stands above the form and beside its field, and what was typed stands in the form. What is shown once
//! says so.

use beatbook_records::report::period::london_date;
use beatbook_records::role::Role;
use chrono::DateTime;
use maud::{Markup, html};

use crate::enrol::Issued;
use crate::labels::moment_of;
use crate::pages::qr;
use crate::pages::users::{AccountForm, InviteForm};
use crate::pages::views::{Viewer, layout, long_date};
use crate::sessions::may_see_reports;
use crate::setup::{Act, may_give, role_words};
use crate::state::Hub;
use crate::store::{DeviceLine, Invitation, SetupRow};

/// What the page is called.
pub const USERS: &str = "Users and enrolment";

/// Something that is wrong with what was typed.
pub struct Wrong {
    /// The field.
    field: &'static str,
    /// What it is called.
    label: &'static str,
    /// What, and what to do.
    why: String,
}

impl Wrong {
    /// It is wrong with a field.
    pub fn new(field: &'static str, label: &'static str, why: impl Into<String>) -> Self {
        Self { field, label, why: why.into() }
    }
}

/// What stands in the forms, and what is wrong with it.
#[derive(Default)]
pub struct Shown {
    /// The invitation.
    pub invite: InviteForm,
    /// The account.
    pub account: AccountForm,
    /// What is wrong.
    pub wrongs: Vec<Wrong>,
}

/// What the book has.
pub struct Stands {
    /// Every device.
    pub devices: Vec<DeviceLine>,
    /// Invitations that nobody has used yet.
    pub invitations: Vec<(Invitation, i64)>,
    /// Every account.
    pub accounts: Vec<(String, Role, bool)>,
    /// What was done, the latest first.
    pub log: Vec<SetupRow>,
    /// Areas that have hotspots.
    pub areas: Vec<String>,
}

/// The page.
pub fn page(hub: &Hub, viewer: &Viewer, stands: &Stands, shown: &Shown) -> Markup {
    let wrong = shown.wrongs.first().map(|_| "nothing was done: something in the form is not right");
    let content = html! {
        h1 { (USERS) }
        (listed(&shown.wrongs))
        (invite(viewer, stands, shown))
        (devices(&stands.devices))
        (accounts(viewer, stands, shown))
        (log(&stands.log))
        section {
            h2 { "The same on the command line" }
            p { "These commands do the same, where the directory of the data that the hub stands for is DIR:" }
            pre { "beatbook-hub enrol --data DIR --name NAME --role ROLE --area AREA\nbeatbook-hub sign-in --data DIR --device NAME\nbeatbook-hub revoke --data DIR DEVICE\nbeatbook-hub user add --data DIR --name NAME --role ROLE --one-time" }
        }
    };
    layout(hub, USERS, Some(viewer), wrong, &content)
}

/// What is wrong, each leading to its field.
fn listed(wrongs: &[Wrong]) -> Markup {
    html! {
        @if !wrongs.is_empty() {
            ul.wrongs { @for wrong in wrongs { li { a.row href={ "#" (wrong.field) } { (wrong.label) ": " (wrong.why) } } } }
        }
    }
}

/// A field with its label, and what is wrong with it between the two.
fn field(wrongs: &[Wrong], id: &str, label: &str, hint: Option<&str>, input: &Markup) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            @if let Some(hint) = hint { span.hint id={ (id) "-hint" } { (hint) } }
            @for wrong in wrongs.iter().filter(|wrong| wrong.field == id) { ul.wrong id={ (id) "-wrong" } { li { (wrong.why) } } }
            (input)
        }
    }
}

/// What a field is described by: its hint, and what is wrong with it.
fn described(wrongs: &[Wrong], id: &str, hint: bool) -> Option<String> {
    let wrong = wrongs.iter().any(|wrong| wrong.field == id).then(|| format!("{id}-wrong"));
    let parts: Vec<String> = hint.then(|| format!("{id}-hint")).into_iter().chain(wrong).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A choice of roles.
fn roles(id: &str, chosen: &str, wrongs: &[Wrong], offered: &[Role]) -> Markup {
    html! {
        select id=(id) name=(id) required aria-describedby=[described(wrongs, id, false)] {
            option value="" { "Choose a role" }
            @for role in offered { option value=(role.code()) selected[role.code() == chosen] { (role_words(*role)) } }
        }
    }
}

fn invite(viewer: &Viewer, stands: &Stands, Shown { invite: typed, wrongs, .. }: &Shown) -> Markup {
    let given: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| may_give(viewer.session.role, *role)).collect();
    let known = match stands.areas.is_empty() {
        true => "One a line.".to_owned(),
        false => format!("One a line. Areas that have hotspots: {}.", stands.areas.join(", ")),
    };
    html! {
        section #invite {
            h2 { "Invite an officer" }
            p { "The code that is made enrols one phone, once, within ten minutes. Have the phone at hand." }
            form method="post" action="/users/invitations" novalidate {
                input type="hidden" name="token" value=(viewer.session.csrf);
                (field(wrongs, "name", "Name", None, &html! {
                    input #name name="name" type="text" value=(typed.name) autocomplete="off" required aria-describedby=[described(wrongs, "name", false)];
                }))
                (field(wrongs, "role", "Role", None, &roles("role", &typed.role, wrongs, &given)))
                (field(wrongs, "areas", "Areas", Some(&known), &html! {
                    textarea #areas name="areas" rows="3" autocomplete="off" spellcheck="false" aria-describedby=[described(wrongs, "areas", true)] { "\n" (typed.areas) }
                }))
                p.field.choice {
                    input #all name="all" type="checkbox" value="yes" checked[typed.all == "yes"];
                    label for="all" { "All areas" }
                }
                button type="submit" { "Make the code" }
            }
            @if !stands.invitations.is_empty() {
                h3 { "Invitations that wait for their phone" }
                ul { @for (of, until) in &stands.invitations {
                    li { (of.name) ", " (role_words(of.role)) ", " (areas(&of.areas)) ": until " (moment_of(*until)) }
                } }
            }
        }
    }
}

fn areas(areas: &[String]) -> String {
    if areas.is_empty() { "all areas".into() } else { areas.join(", ") }
}

fn day(ms: i64) -> String {
    long_date(&london_date(DateTime::from_timestamp_millis(ms).unwrap_or_default()).to_string())
}

fn devices(devices: &[DeviceLine]) -> Markup {
    html! {
        section {
            h2 { "Phones" }
            @if devices.is_empty() { p { "Nobody is enrolled yet." } } @else {
                div.scroll role="region" aria-labelledby="devices-caption" tabindex="0" {
                    table {
                        caption #devices-caption { "Enrolled phones, those in use first" }
                        thead { tr {
                            th scope="col" { "Officer" }
                            th scope="col" { "Role" }
                            th scope="col" { "Areas" }
                            th scope="col" { "Enrolled" }
                            th scope="col" { "Last heard of" }
                            th scope="col" { "State" }
                        } }
                        tbody { @for line in devices { tr {
                            th scope="row" { a.row href={ "/users/devices/" (line.device) } { (line.name) } }
                            td { (role_words(line.role)) }
                            td { (areas(&line.areas)) }
                            td { (day(line.enrolled_ms)) }
                            td { (day(line.last_seen_ms.unwrap_or(line.heard_ms))) }
                            td { (state(line)) }
                        } } }
                    }
                }
            }
        }
    }
}

fn state(line: &DeviceLine) -> String {
    line.revoked_ms.map_or_else(|| "In use".into(), |at| format!("Revoked on {}", day(at)))
}

fn accounts(viewer: &Viewer, stands: &Stands, Shown { account: typed, wrongs, .. }: &Shown) -> Markup {
    let own = viewer.session.role;
    let given: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| may_see_reports(*role) && may_give(own, *role)).collect();
    html! {
        section #accounts {
            h2 { "Accounts of these pages" }
            div.scroll role="region" aria-labelledby="accounts-caption" tabindex="0" {
                table {
                    caption #accounts-caption { "Who may sign in to these pages" }
                    thead { tr { th scope="col" { "Name" } th scope="col" { "Role" } th scope="col" { "Password" } } }
                    tbody { @for (name, role, one_time) in &stands.accounts { tr {
                        th scope="row" { (name) }
                        td { (role_words(*role)) }
                        td { @if *one_time { "Made up by the hub" } @else { "Chosen" } }
                    } } }
                }
            }
            h3 { "Add an account, or give one a new password" }
            form method="post" action="/users/accounts" novalidate {
                input type="hidden" name="token" value=(viewer.session.csrf);
                (field(wrongs, "account", "Name to sign in with", None, &html! {
                    input #account name="account" type="text" value=(typed.account) autocomplete="off" required aria-describedby=[described(wrongs, "account", false)];
                }))
                (field(wrongs, "account_role", "Role", None, &roles("account_role", &typed.account_role, wrongs, &given)))
                @for wrong in wrongs.iter().filter(|wrong| wrong.field == "again") { ul.wrong #again-wrong { li { (wrong.why) } } }
                p.field.choice {
                    input #again name="again" type="checkbox" value="yes" checked[typed.again == "yes"] aria-describedby=[described(wrongs, "again", false)];
                    label for="again" { "Give the account of this name a new password; whoever is signed in with it is signed out" }
                }
                button type="submit" { "Make the password" }
            }
        }
    }
}

fn log(rows: &[SetupRow]) -> Markup {
    html! {
        section {
            h2 { "What was done" }
            @if rows.is_empty() { p { "Nothing was written down yet." } } @else {
                div.scroll role="region" aria-labelledby="log-caption" tabindex="0" {
                    table {
                        caption #log-caption { "Here and on the command line, the latest first" }
                        thead { tr { th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "What" } th scope="col" { "About" } } }
                        tbody { @for row in rows { tr {
                            th scope="row" { (moment_of(row.at_ms)) }
                            td { (row.who) }
                            td { (Act::words(&row.what)) }
                            td.about { (row.about) }
                        } } }
                    }
                }
            }
        }
    }
}

/// The code of an invitation, which is shown this once.
pub fn invited(hub: &Hub, viewer: &Viewer, of: &Invitation, issued: &Issued) -> Markup {
    let who = html! { p { strong { (of.name) } ", " (role_words(of.role)) ", " (areas(&of.areas)) "." } };
    code(hub, viewer, &format!("The code for {}", of.name), &who, issued)
}

/// The code that signs a device in again, which is shown this once.
pub fn signs_in(hub: &Hub, viewer: &Viewer, of: &DeviceLine, issued: &Issued) -> Markup {
    let who = html! { p { "It signs in the phone that " strong { (of.name) } " enrolled on " (day(of.enrolled_ms)) ", and no other." } };
    code(hub, viewer, &format!("The sign-in code for {}", of.name), &who, issued)
}

fn code(hub: &Hub, viewer: &Viewer, heading: &str, who: &Markup, issued: &Issued) -> Markup {
    let content = html! {
        h1 { (heading) }
        p.notice role="status" { "This page is the only place that shows it. It works once, until " (moment_of(issued.expires_ms)) "." }
        (who)
        @if let Some(picture) = qr::svg(&issued.link, "QR code of the link below") { (picture) }
        dl {
            dt { "Code" } dd.code { (issued.code) }
            dt { "The hub's address, where the code is typed" } dd.hash { (hub.address) }
            dt { "Link" } dd.hash #link { (issued.link) }
        }
        p.actions { a href="/users" { "Back to users and enrolment" } }
    };
    layout(hub, USERS, Some(viewer), None, &content)
}

/// The password of an account, which is shown this once.
pub fn account_made(hub: &Hub, viewer: &Viewer, name: &str, password: &str) -> Markup {
    let content = html! {
        h1 { "The password of " (name) }
        p.notice role="status" { "This page is the only place that shows it. Give it to nobody but " (name) "." }
        dl { dt { "Name" } dd { (name) } dt { "Password" } dd.code #password { (password) } }
        p.actions { a href="/users" { "Back to users and enrolment" } }
    };
    layout(hub, USERS, Some(viewer), None, &content)
}

/// One device, and what can be done about it.
pub fn device(hub: &Hub, viewer: &Viewer, of: &DeviceLine, wrong: Option<&Wrong>) -> Markup {
    let wrongs = wrong.map(std::slice::from_ref).unwrap_or_default();
    let content = html! {
        h1 { "The phone of " (of.name) }
        (listed(wrongs))
        dl {
            dt { "Role" } dd { (role_words(of.role)) }
            dt { "Areas" } dd { (areas(&of.areas)) }
            dt { "Enrolled" } dd { (day(of.enrolled_ms)) }
            dt { "State" } dd { (state(of)) }
            dt { "Device" } dd.hash { (of.device) }
        }
        @if of.revoked_ms.is_some() {
            p { "It hears nothing more. What it still hands in is kept for a person to decide." }
        } @else {
            section {
                h2 { "Sign it in again" }
                p { "Where nobody heard of the phone for so long that it must be signed in again. Everything on it stays." }
                (confirmed(viewer, of, ("sign-in", "known", "I know that " , " is asking"), "Make a sign-in code", wrongs))
            }
            section {
                h2 { "Revoke it" }
                p { "Where the phone is lost, stolen or given to somebody else. It then hears nothing more, and cannot be put back in use. What was handed in stays." }
                (confirmed(viewer, of, ("revoke", "sure", "Revoke the phone of ", ""), "Revoke this phone", wrongs))
            }
        }
        p.actions { a href="/users" { "Back to users and enrolment" } }
    };
    layout(hub, USERS, Some(viewer), wrong.map(|_| "nothing was done: it was not confirmed"), &content)
}

/// A button beside a box that must be ticked.
fn confirmed(
    viewer: &Viewer,
    of: &DeviceLine,
    (act, id, before, after): (&str, &str, &str, &str),
    button: &str,
    wrongs: &[Wrong],
) -> Markup {
    html! {
        form method="post" action={ "/users/devices/" (of.device) "/" (act) } novalidate {
            input type="hidden" name="token" value=(viewer.session.csrf);
            @for wrong in wrongs.iter().filter(|wrong| wrong.field == id) { ul.wrong id={ (id) "-wrong" } { li { (wrong.why) } } }
            p.field.choice {
                input id=(id) name="sure" type="checkbox" value="yes" aria-describedby=[described(wrongs, id, false)];
                label for=(id) { (before) (of.name) (after) }
            }
            button type="submit" { (button) }
        }
    }
}
