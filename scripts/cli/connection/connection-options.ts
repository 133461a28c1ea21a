import { type Command, Option } from 'commander'

/** Where the connection of a command comes from, for the help. */
export const connectionHelp = `
Connection:
  address  --router or --url, BLUEGREEN_URL, else the local stack at http://127.0.0.1:8787
  token    the first of: --token, --token-file, BLUEGREEN_TOKEN, BLUEGREEN_TOKEN_FILE, and for the
           local stack its .dev.vars. A file holds the token alone; a warning says when others may read it
  headers  --header (stage and call: --router-header), BLUEGREEN_HEADERS with one 'name: value' a line,
           CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET (to https and this machine only)
  proxy    HTTPS_PROXY, HTTP_PROXY and NO_PROXY; never for this machine
  own CA   NODE_EXTRA_CA_CERTS=<file.pem>
`

/** Adds the options that say with what the router is reached. */
export function connecting(command: Command): Command {
  return command
    .option('--router <url>', 'the router (BLUEGREEN_URL; default http://127.0.0.1:8787)')
    .option(
      '--token <token>',
      'token of the admin route (BLUEGREEN_TOKEN; known for the local stack)'
    )
    .addOption(
      new Option('--token-file <file>', 'file with the token (BLUEGREEN_TOKEN_FILE)').conflicts(
        'token'
      )
    )
    .addOption(headerOption('--router-header', 'header for what stands before the router'))
}

/** Adds the shorter names of these options, for commands that do not use them otherwise. */
export function aliased(command: Command): Command {
  return command
    .option('--url <url>', 'the same as --router')
    .addOption(headerOption('--header', 'the same as --router-header'))
}

/** Nothing is checked here, because commander prints what it refuses. */
function headerOption(name: string, description: string): Option {
  const option = new Option(`${name} <'name: value'>`, description)
  option.argParser<readonly string[] | undefined>((line, known) => [...(known ?? []), line])
  option.attributeName = () => 'routerHeader'
  return option
}
