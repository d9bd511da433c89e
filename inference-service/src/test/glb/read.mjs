// Reads GLB files with glTF Transform, extensions and all: node read.mjs FILE...
// Writes beside each FILE a FILE.mesh, little-endian: vertices and corners (uint32 each), then
// positions in the scene (float32 x 3), texture coordinates (float32 x 2), corners (uint32).
import { readFile, writeFile } from "node:fs/promises";
import { NodeIO } from "@gltf-transform/core";
import { EXTMeshoptCompression, KHRMeshQuantization } from "@gltf-transform/extensions";
import { MeshoptDecoder } from "meshoptimizer";

await MeshoptDecoder.ready;
const io = new NodeIO()
  .registerExtensions([EXTMeshoptCompression, KHRMeshQuantization])
  .registerDependencies({ "meshopt.decoder": MeshoptDecoder });

for (const file of process.argv.slice(2)) {
  const document = await io.readBinary(new Uint8Array(await readFile(file)));
  const node = document.getRoot().listNodes()[0];
  const primitive = node.getMesh().listPrimitives()[0];
  const positions = primitive.getAttribute("POSITION");
  const uvs = primitive.getAttribute("TEXCOORD_0");
  const corners = primitive.getIndices();
  for (const picture of document.getRoot().listTextures()) {
    if (!picture.getSize()) throw new Error(`${file}: a texture of unknown size`);
  }
  const matrix = node.getWorldMatrix();
  const count = positions.getCount();
  const out = Buffer.alloc(8 + 20 * count + 4 * corners.getCount());
  out.writeUInt32LE(count, 0);
  out.writeUInt32LE(corners.getCount(), 4);
  const p = [0, 0, 0];
  const uv = [0, 0];
  for (let i = 0; i < count; i++) {
    positions.getElement(i, p);
    uvs.getElement(i, uv);
    for (let k = 0; k < 3; k++) {
      const placed = matrix[k] * p[0] + matrix[4 + k] * p[1] + matrix[8 + k] * p[2] + matrix[12 + k];
      out.writeFloatLE(placed, 8 + 12 * i + 4 * k);
    }
    out.writeFloatLE(uv[0], 8 + 12 * count + 8 * i);
    out.writeFloatLE(uv[1], 12 + 12 * count + 8 * i);
  }
  const array = corners.getArray();
  for (let i = 0; i < array.length; i++) out.writeUInt32LE(array[i], 8 + 20 * count + 4 * i);
  await writeFile(`${file}.mesh`, out);
}
