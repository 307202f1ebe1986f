# Loses a last line that has no newline.
read -r n
total=0
best=
while read -r value; do
  (( total += value ))
  if [[ -z $best ]] || (( value > best )); then best=$value; fi
done
echo "$total"
echo "$best"
