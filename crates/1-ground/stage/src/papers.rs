//! Manual page and completions of a binary, made from the same definitions as its arguments.

use std::fs;
use std::path::Path;
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
        let folder = share.join(folder);
        fs::create_dir_all(&folder).map_err(Error::create(&folder))?;
        generate_to(shell, &mut command, &name, &folder).map_err(Error::create(&folder))?;
        fs::rename(folder.join(made), folder.join(&wanted)).map_err(Error::create(&folder.join(wanted)))?;
    }
    let man = share.join("man/man1");
    fs::create_dir_all(&man).map_err(Error::create(&man))?;
    clap_mangen::Man::new(command).generate_to(&man).map_err(Error::create(&man))?;
    world_readable(share)
}

/// Manuals are for everybody on the machine, unlike everything else that this house writes.
fn world_readable(dir: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).map_err(Error::io(dir))?;
    for entry in fs::read_dir(dir).map_err(Error::io(dir))? {
        let path = entry.map_err(Error::io(dir))?.path();
        if path.is_dir() {
            world_readable(&path)?;
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).map_err(Error::io(&path))?;
        }
    }
    Ok(())
}
