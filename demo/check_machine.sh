# check_machine.sh: say in one sentence what this machine lacks, before anything is installed on it.

refuse() {
    echo "$1" >&2
    exit 1
}

version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || version=none
case $version in
    3.11 | 3.12 | 3.13) ;;
    none) refuse "There is no $PYTHON here: install Python 3.11, 3.12 or 3.13, or name it: make demo PYTHON=/path/to/python3.12." ;;
    *) refuse "$PYTHON is Python $version, and 3.11, 3.12 or 3.13 is needed; name one: make demo PYTHON=python3.12." ;;
esac

"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    refuse "$PYTHON cannot make a virtual environment; on Debian and Ubuntu: apt install python$version-venv."

free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
[ "$free" -ge 1500 ] ||
    refuse "The disk of $PWD has $free MB free, and installing takes up to 1500 MB; make room first."
