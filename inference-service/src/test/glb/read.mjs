// Reads mesh files as their users do: node read.mjs FILE...
// GLB by glTF Transform, extensions and all; OBJ, STL and PLY by three.js.
// Writes beside each FILE a FILE.mesh, little-endian uint32 and float32: number of vertices, of
// texture coordinates (that of the vertices, or 0) and of corners; positions in the scene, three a
// vertex; texture coordinates, two each; corners.
import { readFile, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { NodeIO } from "@gltf-transform/core";
import { EXTMeshoptCompression, KHRMeshQuantization } from "@gltf-transform/extensions";
import { MeshoptDecoder } from "meshoptimizer";
import { OBJLoader } from "three/addons/loaders/OBJLoader.js";
import { PLYLoader } from "three/addons/loaders/PLYLoader.js";
import { STLLoader } from "three/addons/loaders/STLLoader.js";

await MeshoptDecoder.ready;
const io = new NodeIO()
  .registerExtensions([EXTMeshoptCompression, KHRMeshQuantization])
  .registerDependencies({ "meshopt.decoder": MeshoptDecoder });

async function glb(bytes) {
  const root = (await io.readBinary(bytes)).getRoot();
  const node = root.listNodes()[0];
  const primitive = node.getMesh().listPrimitives()[0];
  const attribute = (name, size) => {
    const accessor = primitive.getAttribute(name);
    const values = new Float32Array(size * accessor.getCount());
    const element = new Array(size);
    for (let i = 0; i < accessor.getCount(); i++) values.set(accessor.getElement(i, element), size * i);
    return values;
  };
  if (root.listTextures().some((texture) => !texture.getSize())) throw new Error("texture of no size");
  const p = attribute("POSITION", 3);
  const m = node.getWorldMatrix();
  const positions = new Float32Array(p.length);
  for (let i = 0; i < p.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      positions[i + k] = m[k] * p[i] + m[4 + k] * p[i + 1] + m[8 + k] * p[i + 2] + m[12 + k];
    }
  }
  return { positions, uvs: attribute("TEXCOORD_0", 2), corners: primitive.getIndices().getArray() };
}

function three(geometry) {
  const positions = geometry.getAttribute("position").array;
  const count = positions.length / 3;
  return {
    positions,
    uvs: geometry.getAttribute("uv")?.array ?? [],
    corners: geometry.index?.array ?? Uint32Array.from({ length: count }, (_, i) => i),
  };
}

const readers = {
  ".glb": glb,
  ".obj": (bytes) => three(new OBJLoader().parse(new TextDecoder().decode(bytes)).children[0].geometry),
  ".ply": (bytes) => three(new PLYLoader().parse(bytes.buffer)),
  ".stl": (bytes) => three(new STLLoader().parse(bytes.buffer)),
};

for (const file of process.argv.slice(2)) {
  const bytes = new Uint8Array(await readFile(file)).slice();
  const { positions, uvs, corners } = await readers[extname(file)](bytes);
  const head = Uint32Array.of(positions.length / 3, uvs.length / 2, corners.length);
  const parts = [head, Float32Array.from(positions), Float32Array.from(uvs), Uint32Array.from(corners)];
  await writeFile(`${file}.mesh`, Buffer.concat(parts.map((part) => new Uint8Array(part.buffer))));
}
