# leash.sh PROCESS SIGNAL TENTHS: end a process, with all it started, as soon as the runner is gone.
#
# The runner holds the other end of our standard input. It closes when the runner is done, and also when it is killed
# with -9. Then we ask the process to stop, or those it left behind if it is gone already, and after so many tenths of
# a second kill what is left of its group.
read -r _
kill -s "$2" "$1" 2>/dev/null || kill -s "$2" -- "-$1" 2>/dev/null
tenths=$3
while [ "$tenths" -gt 0 ] && kill -s 0 -- "-$1" 2>/dev/null; do sleep 0.1; tenths=$((tenths - 1)); done
kill -s KILL -- "-$1" 2>/dev/null
exit 0
