//! Manual page and completions of a binary, made from the same definitions as its arguments.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Command, CommandFactory};
use clap_complete::{Shell, generate_to};

use crate::{Error, Result, log};

/// Writes them below `share` (`/usr/share`): `man/man1`, and the folders in which shells look.
pub(crate) fn write<A: CommandFactory>(share: &Path) -> ExitCode {
    match papers(A::command(), share) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::error(error.to_string());
            ExitCode::from(error.exit_code())
        }
    }
}

fn papers(mut command: Command, share: &Path) -> Result<()> {
    let name = command.get_name().to_owned();
    let shells = [
        (Shell::Bash, "bash-completion/completions", format!("{name}.bash"), name.clone()),
        (Shell::Zsh, "zsh/site-functions", format!("_{name}"), format!("_{name}")),
        (Shell::Fish, "fish/vendor_completions.d", format!("{name}.fish"), format!("{name}.fish")),
    ];
    for (shell, folder, made, wanted) in shells {
        let folder = public_folder(share, folder)?;
        let wanted = folder.join(wanted);
        generate_to(shell, &mut command, &name, &folder).map_err(Error::create(&folder))?;
        fs::rename(folder.join(made), &wanted).map_err(Error::create(&wanted))?;
        set_mode(&wanted, 0o644)?;
    }
    let mut page = Vec::new();
    let path = public_folder(share, "man/man1")?.join(format!("{name}.1"));
    clap_mangen::Man::new(command).render(&mut page).map_err(Error::create(&path))?;
    fs::write(&path, page).map_err(Error::create(&path))?;
    set_mode(&path, 0o644)
}

/// A folder that everybody on the machine may read, unlike everything else that this house makes. One that is there
/// already stays as it is: it is not ours.
fn public_folder(share: &Path, below: &str) -> Result<PathBuf> {
    let mut folder = share.to_owned();
    for name in Path::new(below) {
        folder.push(name);
        if !folder.is_dir() {
            fs::create_dir_all(&folder).map_err(Error::create(&folder))?;
            set_mode(&folder, 0o755)?;
        }
    }
    Ok(folder)
}

fn set_mode(path: &Path, mode: u32) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(Error::io(path))
}
