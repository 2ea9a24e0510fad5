// Makes what stands in ../static/ui from the sources beside this file, and notes from what. Run by `make look`.
import { createHash } from "node:crypto"
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as esbuild from "esbuild"
import * as sass from "sass"

const out = join(import.meta.dirname, "..", "static", "ui")

async function script(name) {
  await esbuild.build({
    entryPoints: [`js/${name}.js`],
    outfile: join(out, `${name}.js`),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "none",
  })
}

for (const name of ["digigov", "forms", "desk", "offline", "chat"]) {
  const made = sass.compile(`scss/${name}.scss`, {
    style: "compressed",
    charset: false,
    importers: [new sass.NodePackageImporter()],
  })
  writeFileSync(join(out, `${name}.css`), made.css + "\n")
  await script(name)
}
await script("live-desk")
await script("qr")
copyFileSync("node_modules/jsqr/LICENSE", join(out, "qr.LICENSE.txt"))

const sources = ["build.mjs", "package-lock.json", "package.json", "fonts.py"]
for (const folder of ["js", "scss"]) sources.push(...readdirSync(folder).map((name) => `${folder}/${name}`))
const digest = createHash("sha256")
for (const name of sources.sort()) digest.update(name + "\0").update(readFileSync(name)).update("\0")
writeFileSync(join(out, "made-from.txt"), digest.digest("hex") + "\n")
