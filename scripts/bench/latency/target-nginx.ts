import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { startChild } from './child.ts'
import { benchFolder } from '../folder.ts'
import { names, ports, type Target } from './target.ts'

const NGINX = 'nginx'
const folder = `${benchFolder}nginx`

/** Starts the nginx of the system, which splits by weight and ignores outcomes; undefined when it is not installed. */
export async function startNginx(): Promise<Target | undefined> {
  if (spawnSync(NGINX, ['-v']).status !== 0) return undefined
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/nginx.conf`, CONFIG)
  const args = ['-c', `${folder}/nginx.conf`, '-p', folder, '-e', `${folder}/error.log`]
  const child = await startChild(NGINX, args, ports.nginx)
  const { nginx: name } = names
  return { name, port: ports.nginx, prefix: '', headers: {}, isTransparent: true, ...child }
}

/** One process, so that its CPU time is the whole cost. */
const CONFIG = `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path ${folder}/client;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  split_clients "$remote_addr$remote_port" $color { 100% blue; * green; }
  upstream blue { server 127.0.0.1:${ports.origin}; keepalive 64; keepalive_requests 1000000; }
  upstream green { server 127.0.0.1:${ports.origin}; keepalive 64; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${ports.nginx};
    location / {
      proxy_pass http://$color;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`
