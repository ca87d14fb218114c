//! Whom `-Z` names, and who is behind `sudo`.

use std::env;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::source::live::Account;

/// Who the capture becomes when its interfaces are open: whom `-Z` names, otherwise whoever ran
/// `sudo`; `None` to stay who it is.
pub fn choose(named: Option<&str>) -> Result<Option<Account>> {
    let account = match named {
        Some(name) => Some(find(name)?),
        None => behind_sudo(),
    };
    let is_root = is_root();
    match account {
        Some(account) if account.user != 0 && is_root => Ok(Some(account)),
        Some(account) if named.is_some() && !is_root => {
            bail!("-Z {}: only root can become another user", account.name)
        }
        _ => Ok(None),
    }
}

/// A refusal to write, with whom the system refused it.
pub fn hint(error: anyhow::Error, account: Option<&Account>) -> anyhow::Error {
    match account {
        Some(Account { name, .. }) => {
            error.context(format!("as {name}; -Z names another user, -Z root stays root"))
        }
        None => error,
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

fn behind_sudo() -> Option<Account> {
    let number = |name| env::var(name).ok()?.parse::<u32>().ok();
    let (user, group) = (number("SUDO_UID")?, number("SUDO_GID")?);
    let name = env::var("SUDO_USER").unwrap_or_else(|_| user.to_string());
    Some(Account { name, user, group })
}

/// The user of this name or number (passwd(5)).
fn find(name: &str) -> Result<Account> {
    let users = fs::read_to_string("/etc/passwd").context("/etc/passwd")?;
    let Some(account) = of_passwd(&users, name) else {
        bail!("-Z {name}: /etc/passwd has no such user");
    };
    Ok(account)
}

fn of_passwd(users: &str, wanted: &str) -> Option<Account> {
    users.lines().find_map(|line| {
        let mut columns = line.split(':');
        let (name, _, user, group) =
            (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
        (name == wanted || user == wanted).then_some(())?;
        Some(Account {
            name: name.to_owned(),
            user: user.parse().ok()?,
            group: group.parse().ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_name_and_number() {
        let users = "root:x:0:0:root:/root:/bin/sh\n\n# odd\nann:x:1000:100::/home/ann:/bin/sh\n";
        let ann = Account { name: "ann".to_owned(), user: 1000, group: 100 };
        assert_eq!(of_passwd(users, "ann"), Some(ann.clone()));
        assert_eq!(of_passwd(users, "1000"), Some(ann));
        assert_eq!(of_passwd(users, "bob"), None);
        assert_eq!(of_passwd("ann:x:many:100::", "ann"), None);
    }
}
