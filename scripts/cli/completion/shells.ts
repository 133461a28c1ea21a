/**
 * The completion of each shell. All ask `bluegreen complete` for the words at the cursor, one a line with its
 * description after a tab; a first line `:files` asks for the names of files. Bash of macOS is version 3.2.
 */
export const shells = {
  bash: `# completion of bluegreen for bash: source <(bluegreen completion bash)
_bluegreen() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ "$line" == :files ]]; then
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
      return
    fi
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(bluegreen complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -F _bluegreen bluegreen`,
  zsh: `#compdef bluegreen
# completion of bluegreen for zsh: source <(bluegreen completion zsh), after compinit
_bluegreen() {
  local -a lines found
  local line word about
  lines=("\${(@f)$(bluegreen complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null </dev/null)}")
  if [[ "\${lines[1]}" == :files ]]; then
    _files
    return
  fi
  for line in "\${lines[@]}"; do
    [[ -n "$line" ]] || continue
    word="\${line%%$'\\t'*}"
    about="\${line#*$'\\t'}"
    found+=("\${word//:/\\\\:}:$about")
  done
  _describe bluegreen found
}
if [[ "\${funcstack[1]}" == _bluegreen ]]; then
  _bluegreen "$@"
else
  compdef _bluegreen bluegreen
fi`,
  fish: `# completion of bluegreen for fish: bluegreen completion fish | source
function __bluegreen_complete
  set -l before (commandline -opc)
  set -e before[1]
  set -l current (commandline -ct)
  set -l lines (bluegreen complete -- $before "$current" 2>/dev/null </dev/null)
  if test "$lines[1]" = :files
    __fish_complete_path "$current"
    return
  end
  printf '%s\\n' $lines
end
complete -c bluegreen -f -a '(__bluegreen_complete)'`,
} as const

/** A shell that has a completion. */
export type Shell = keyof typeof shells
