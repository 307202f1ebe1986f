# Child processes are fine.
read -r a b
seq "$a" "$b" | factor | awk 'NF == 2 { print $2; found = 1 } END { if (!found) print "none" }'
