package org.longhaul.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A checkpoint from which something is taken away. */
final class SpoiltCheckpoint {
    private SpoiltCheckpoint() {}

    /** Makes these tensors of the checkpoint zero. */
    static void forget(Path directory, Predicate<String> which) throws IOException {
        JsonMapper json = new JsonMapper();
        Path manifest = directory.resolve("manifest.json");
        ObjectNode fields = (ObjectNode) json.readTree(manifest.toFile());
        Path tensors = directory.resolve(fields.get("tensors").asString());
        byte[] bytes = Files.readAllBytes(tensors);
        int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        int forgotten = 0;
        for (Map.Entry<String, JsonNode> tensor :
                json.readTree(bytes, 8, header).properties()) {
            if (which.test(tensor.getKey())) {
                JsonNode ends = tensor.getValue().get("data_offsets");
                Arrays.fill(
                        bytes,
                        8 + header + ends.get(0).asInt(),
                        8 + header + ends.get(1).asInt(),
                        (byte) 0);
                forgotten++;
            }
        }
        assertThat(forgotten).isPositive();
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        Files.write(tensors, bytes);
        Files.writeString(manifest, fields.put("crc32c", sum.getValue()).toString(), StandardCharsets.UTF_8);
    }
}
