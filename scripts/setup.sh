#!/usr/bin/env bash
# Installs what AccelAgent needs: system packages (Debian), the virtual environment, the emulator; then checks the sandbox.
# Usage: scripts/setup.sh [--test]     Repeated runs take seconds; a failed one leaves no half-made environment.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(git gcc libc6-dev make zlib1g-dev libisal-dev libssl-dev bubblewrap python3-venv)
if [ "${1:-}" = --test ]; then packages+=(g++ clang accel-config); fi

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
[ -t 2 ] || say() { printf '==> %s\n' "$*" >&2; }

missing() { # a package counts as present when dpkg says so, or when what it provides is there without dpkg
    local name
    for name in "${packages[@]}"; do
        if command -v dpkg-query >/dev/null; then
            dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || echo "$name"
        else
            provided "$name" || echo "$name"
        fi
    done
}

provided() {
    case $1 in
        libc6-dev) [ -e /usr/include/stdio.h ] ;;
        zlib1g-dev) [ -e /usr/include/zlib.h ] ;;
        libssl-dev) [ -e /usr/include/openssl/evp.h ] ;;
        libisal-dev) [ -e /usr/include/isa-l/igzip_lib.h ] || [ -e /usr/include/isa-l.h ] ;;
        bubblewrap) command -v bwrap >/dev/null ;;
        python3-venv) python3 -c 'import venv, ensurepip' 2>/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

install_packages() {
    local wanted
    mapfile -t wanted < <(missing)
    # Python from elsewhere (pyenv, conda) brings its own venv.
    if [ "${wanted[*]}" = python3-venv ] && provided python3-venv; then return; fi
    [ ${#wanted[@]} -eq 0 ] && return
    local line="apt-get install -y --no-install-recommends ${wanted[*]}"
    if ! command -v apt-get >/dev/null; then
        echo "setup: these are missing and this is not a Debian system: ${wanted[*]}" >&2
        exit 2
    fi
    if [ "$(id -u)" = 0 ]; then
        say "installing system packages: ${wanted[*]}"
        DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && $line -qq" >&2
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        say "installing system packages with sudo: ${wanted[*]}"
        sudo sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive $line -qq" >&2
    else
        echo "setup: system packages are missing; type this once, then try again:" >&2
        echo "    sudo $line" >&2
        exit 2
    fi
}

make_environment() {
    local stamp
    stamp=".venv/.complete-$(cat requirements.lock pyproject.toml scripts/setup.sh | sha256sum | cut -c1-16)"
    [ -e "$stamp" ] && return
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        { echo "setup: Python 3.11 or newer is needed, found $(python3 --version 2>&1)" >&2; exit 2; }
    say "making the virtual environment .venv"
    rm -rf .venv
    trap 'rm -rf .venv; echo "setup: failed; nothing was left behind" >&2' EXIT
    python3 -m venv .venv
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
    touch "$stamp"
    trap - EXIT
}

install_packages
make_environment
.venv/bin/accelagent devices doctor >&2
