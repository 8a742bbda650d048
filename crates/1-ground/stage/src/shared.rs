//! A file that an earlier run has already is shared with it, not kept twice.
//!
//! Where the file system can (btrfs, XFS), both runs have their own file on the same blocks, and a change of one leaves
//! the other as it was. Elsewhere it is one file with two names. No program of ours changes a file that was published,
//! each writes another aside and puts it in place, so none changes the other run's; that people do not either, the
//! file is closed to writing. Where neither can be had, the run keeps the copy that it wrote.

use std::fs::{self, File};
use std::io::Result;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::fs::ioctl_ficlone;

use crate::receipt::{Output, Receipt};
use crate::{blake3_of_file, log};

/// Puts the earlier run's file in the place of the one that was written, if it is still there with the same content.
/// `earlier` is the same stage's folder of that run.
pub(crate) fn share(prepared: &Path, output: &Output, earlier: &Path) {
    let Ok(Some(receipt)) = Receipt::load(earlier) else { return };
    let source = earlier.join(&output.path);
    if receipt.output(&output.path) != Some(output) || !is_still(&source, output) {
        return;
    }
    let aside = prepared.join(format!(".{}.tmp", output.path));
    match clone(&source, &aside).or_else(|_| link(&source, &aside)) {
        Ok(()) if fs::rename(&aside, prepared.join(&output.path)).is_ok() => {
            log::detail(format!("{} is shared with {}", output.path, earlier.display()));
        }
        // The copy is as good; only room is lost.
        _ => drop(fs::remove_file(&aside)),
    }
}

fn is_still(source: &Path, output: &Output) -> bool {
    let regular = fs::symlink_metadata(source).is_ok_and(|meta| meta.is_file() && meta.len() == output.bytes);
    regular && blake3_of_file(source).is_ok_and(|blake3| blake3 == output.blake3)
}

fn clone(source: &Path, to: &Path) -> Result<()> {
    let (from, into) = (File::open(source)?, File::create_new(to)?);
    ioctl_ficlone(&into, &from).map_err(|e| {
        drop(fs::remove_file(to));
        e.into()
    })
}

fn link(source: &Path, to: &Path) -> Result<()> {
    let mut permissions = fs::metadata(source)?.permissions();
    permissions.set_mode(permissions.mode() & 0o555);
    fs::set_permissions(source, permissions)?;
    fs::hard_link(source, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blake3_hex;

    const FILE: &str = "faelle.csv";

    /// A stage of an earlier run, and one that wrote the same.
    fn stages(bytes: &[u8]) -> (tempfile::TempDir, Output) {
        let dir = tempfile::tempdir().expect("a folder");
        let output =
            Output { path: FILE.into(), blake3: blake3_hex(bytes), bytes: bytes.len() as u64, ..Output::default() };
        for stage in ["earlier", "prepared"] {
            fs::create_dir(dir.path().join(stage)).expect("a folder");
            fs::write(dir.path().join(stage).join(FILE), bytes).expect("a file");
        }
        let receipt = Receipt { outputs: vec![output.clone()], ..Receipt::default() };
        fs::write(dir.path().join("earlier/receipt.json"), receipt.to_bytes()).expect("a receipt");
        (dir, output)
    }

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).expect("a folder").count()
    }

    #[test]
    fn one_run_going_or_made_anew_leaves_the_other_as_it_was() {
        let (dir, output) = stages(b"a\n1\n");
        let [earlier, prepared] = ["earlier", "prepared"].map(|name| dir.path().join(name));
        share(&prepared, &output, &earlier);
        assert_eq!((names(&prepared), fs::read(prepared.join(FILE)).expect("a file")), (1, b"a\n1\n".to_vec()));
        // As every stage writes: aside, then renamed.
        fs::write(earlier.join("aside"), b"other").expect("a file");
        fs::rename(earlier.join("aside"), earlier.join(FILE)).expect("in place");
        assert_eq!(fs::read(prepared.join(FILE)).expect("a file"), b"a\n1\n");
        fs::remove_file(earlier.join(FILE)).expect("purged");
        assert_eq!(fs::read(prepared.join(FILE)).expect("a file"), b"a\n1\n");
    }

    #[test]
    fn what_is_changed_gone_or_no_file_of_a_stage_is_not_shared() {
        let spoil: [fn(&Path); 4] = [
            |earlier| fs::write(earlier.join(FILE), b"a\n2\n").expect("changed by hand"),
            |earlier| fs::remove_file(earlier.join(FILE)).expect("purged"),
            |earlier| fs::remove_file(earlier.join("receipt.json")).expect("never published"),
            |earlier| {
                fs::rename(earlier.join(FILE), earlier.join("x")).expect("moved");
                std::os::unix::fs::symlink("x", earlier.join(FILE)).expect("a link");
            },
        ];
        for spoil in spoil {
            let (dir, output) = stages(b"a\n1\n");
            let [earlier, prepared] = ["earlier", "prepared"].map(|name| dir.path().join(name));
            spoil(&earlier);
            let before = fs::metadata(prepared.join(FILE)).expect("a file");
            share(&prepared, &output, &earlier);
            let after = fs::metadata(prepared.join(FILE)).expect("a file");
            let inode = std::os::unix::fs::MetadataExt::ino;
            assert_eq!((inode(&before), names(&prepared)), (inode(&after), 1), "its own copy");
        }
    }
}
