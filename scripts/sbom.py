#!/usr/bin/env python3
"""What the programs are made of: a software bill of materials (CycloneDX 1.5, JSON) of every package in Cargo.lock.

    scripts/sbom.py > zahlbar.cdx.json      the bill
    scripts/sbom.py --check                 fails if a package has a licence that was not agreed to

It asks cargo alone and nothing outside. Exit 0: fine; 1: a licence is not agreed to.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Licences that an insurer may use without asking a lawyer: permissive ones. MPL-2.0 binds files, not programs.
AGREED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "NCSA", "OpenSSL", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "Zlib",
}


def packages():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--all-features"]
    found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)["packages"]
    return sorted(found, key=lambda package: (package["name"], package["version"]))


def agreed(expression):
    """Whether a licence expression can be met by agreed licences: one of each OR, all of each AND."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def alternatives(at):
        good, at = conjunction(at)
        while at < len(tokens) and tokens[at].upper() == "OR":
            more, at = conjunction(at + 1)
            good = good or more
        return good, at

    def conjunction(at):
        good, at = single(at)
        while at < len(tokens) and tokens[at].upper() == "AND":
            more, at = single(at + 1)
            good = good and more
        return good, at

    def single(at):
        if tokens[at] == "(":
            good, at = alternatives(at + 1)
            return good, at + 1
        name, at = tokens[at], at + 1
        if at + 1 < len(tokens) and tokens[at].upper() == "WITH":
            name, at = f"{name} WITH {tokens[at + 1]}", at + 2
        return name in AGREED or name.split(" WITH ")[0] in AGREED, at

    return bool(tokens) and alternatives(0)[0]


def checksums():
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    return {(p["name"], p["version"]): p.get("checksum") for p in lock["package"]}


def component(package, sums):
    entry = {
        "type": "library",
        "name": package["name"],
        "version": package["version"],
        "purl": f"pkg:cargo/{package['name']}@{package['version']}",
    }
    if package.get("license"):
        entry["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if sums.get((package["name"], package["version"])):
        entry["hashes"] = [{"alg": "SHA-256", "content": sums[package["name"], package["version"]]}]
    return entry


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 64
    outside = [package for package in packages() if package["source"]]
    if sys.argv[1:] == ["--check"]:
        wrong = [p for p in outside if not (p.get("license") and agreed(p["license"])) and not p.get("license_file")]
        for package in wrong:
            print(f"{package['name']} {package['version']}: licence {package.get('license')} is not agreed to", file=sys.stderr)
        return 1 if wrong else 0
    sums = checksums()
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "zahlbar"}},
        "components": [component(package, sums) for package in outside],
    }
    json.dump(bill, sys.stdout, indent=1, ensure_ascii=False)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
