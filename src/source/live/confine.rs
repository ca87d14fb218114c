//! What a capture gives up when its interfaces are open: from then on it reads bytes that anybody
//! on the network may have sent.
//!
//! On Linux both users and Landlock's rules belong to a thread and to those that it starts, so this
//! is done between opening and reading, on the only thread there is.

use std::path::PathBuf;

use super::error::LiveError;

/// A user, by numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name, or the number where it has none.
    pub name: String,
    /// The number of the user.
    pub user: u32,
    /// The number of the group; it will have no other.
    pub group: u32,
}

/// What is given up. New privileges can never be gained, whatever else is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confinement {
    /// Who it is from then on.
    pub account: Option<Account>,
    /// Below which folders files may still be made, changed and removed (where the kernel has
    /// Landlock, Linux 5.13); `None` for all of them.
    pub writable: Option<Vec<PathBuf>>,
    /// Whether the right to change interfaces is kept: one in monitor mode has to be put back.
    pub keeps_network: bool,
}

impl Confinement {
    /// Gives it up, for this thread and those that it starts.
    ///
    /// # Errors
    /// When the system refuses. A kernel without Landlock is no error.
    pub(super) fn enter(&self) -> Result<(), LiveError> {
        self.restrict().map_err(|reason| LiveError::Confine { reason })
    }

    #[cfg(target_os = "linux")]
    fn restrict(&self) -> Result<(), String> {
        use rustix::thread::{
            Gid, Uid, set_no_new_privs, set_thread_groups, set_thread_res_gid, set_thread_res_uid,
        };

        if !self.keeps_network {
            give_up_network().map_err(|error| format!("capabilities: {error}"))?;
        }
        set_no_new_privs(true).map_err(|error| format!("no new privileges: {error}"))?;
        if let Some(folders) = &self.writable {
            lock(folders).map_err(|error| format!("Landlock: {error}"))?;
        }
        let Some(Account { name, user, group }) = &self.account else { return Ok(()) };
        let (uid, gid) = (Uid::from_raw(*user), Gid::from_raw(*group));
        set_thread_groups(&[gid])
            .and_then(|()| set_thread_res_gid(gid, gid, gid))
            .and_then(|()| set_thread_res_uid(uid, uid, uid))
            .map_err(|error| format!("becoming {name} (-Z): {error}"))
    }

    #[cfg(not(target_os = "linux"))]
    fn restrict(&self) -> Result<(), String> {
        match &self.account {
            None => Ok(()),
            Some(_) => Err("-Z is for Linux".to_owned()),
        }
    }
}

/// Leaves these folders alone writable.
#[cfg(target_os = "linux")]
fn lock(folders: &[PathBuf]) -> Result<landlock::RulesetStatus, landlock::RulesetError> {
    use landlock::{ABI, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, path_beneath_rules};

    // A kernel that knows less takes what it knows.
    let writing = AccessFs::from_write(ABI::V3);
    let restricted = Ruleset::default()
        .handle_access(writing)?
        .create()?
        .add_rules(path_beneath_rules(folders, writing))?
        .restrict_self()?;
    Ok(restricted.ruleset)
}

/// Gives up the capabilities that opening took; sockets that are open stay so.
#[cfg(target_os = "linux")]
fn give_up_network() -> Result<(), rustix::io::Errno> {
    use rustix::thread::{CapabilitySet, capabilities, set_capabilities};

    let mut sets = capabilities(None)?;
    for set in [&mut sets.effective, &mut sets.permitted, &mut sets.inheritable] {
        set.remove(CapabilitySet::NET_RAW | CapabilitySet::NET_ADMIN);
    }
    set_capabilities(None, sets)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
    use std::thread;

    use landlock::RulesetStatus;

    use super::*;

    #[test]
    fn files_can_be_made_in_the_folder_alone() {
        let (inside, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (one, other) = (inside.path().join("a"), outside.path().join("a"));
        let confinement = Confinement {
            writable: Some(vec![inside.path().to_owned()]),
            ..Confinement::default()
        };
        // What a thread gives up is its own.
        thread::spawn(move || {
            confinement.enter().unwrap();
            fs::write(&one, b"x").unwrap();
            fs::rename(&one, one.with_extension("b")).unwrap();
            fs::remove_file(one.with_extension("b")).unwrap();
            match lock(&confinement.writable.clone().unwrap()).unwrap() {
                RulesetStatus::NotEnforced => eprintln!("SKIPPED: this kernel has no Landlock"),
                _ => assert!(fs::write(other, b"x").is_err()),
            }
        })
        .join()
        .unwrap();
        fs::write(outside.path().join("b"), b"x").unwrap();
    }
}
