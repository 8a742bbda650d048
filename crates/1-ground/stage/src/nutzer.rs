//! Who is at work: the user of the operating system.

use std::fs;

/// Name of the user that runs this process; the number where it has no name.
pub(crate) fn name() -> String {
    let uid = rustix::process::getuid().as_raw();
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    of(&passwd, uid).unwrap_or_else(|| format!("uid {uid}"))
}

fn of(passwd: &str, uid: u32) -> Option<String> {
    let line = passwd.lines().find(|line| line.split(':').nth(2) == Some(&uid.to_string()))?;
    line.split(':').next().filter(|name| !name.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_user_has_the_name_of_its_number() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nzahlbar:x:998:998::/srv/zahlbar:/bin/false\n:x:5:5::/:\n";
        assert_eq!(of(passwd, 998).as_deref(), Some("zahlbar"));
        assert_eq!((of(passwd, 5), of(passwd, 99)), (None, None));
    }
}
