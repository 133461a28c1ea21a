import { names, originUrl, ports, type Target } from './target.ts'
import { compatibility, network, socketOf, startWorkerd, workerFolder } from './workerd.ts'

/** Starts the floor Worker: the least that a router on this platform can cost. */
export async function startFloor(launcher?: readonly string[]): Promise<Target> {
  const home = await workerFolder('floor', ['floor.js'])
  const config = `const config :Workerd.Config = (
  services = [
    ${network},
    (name = "floor", worker = (
      modules = [(name = "floor.js", esModule = embed "floor.js")],
      ${compatibility()},
      bindings = [(name = "ORIGIN", text = "${originUrl}")],
      globalOutbound = "net"
    ))
  ],
  sockets = [${socketOf('floor', ports.floor)}]
);`
  const child = await startWorkerd(home, config, ports.floor, launcher)
  const { floor: name } = names
  return { name, port: ports.floor, prefix: '', headers: {}, isTransparent: true, ...child }
}
