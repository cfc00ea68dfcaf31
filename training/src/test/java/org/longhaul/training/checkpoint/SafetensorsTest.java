package org.longhaul.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class SafetensorsTest {
    @TempDir
    private Path directory;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void everyTypeAndShapeComesBackBitForBit() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        float[] odd = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, 1 / 3f};
        for (DType type : List.of(DType.FLOAT64, DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16)) {
            tensors.put("matrix " + type, Tensors.of(Device.CPU, odd, 2, 3).to(type));
        }
        tensors.put("longs \"quoted\" \u00e4", Tensors.of(Device.CPU, new long[] {Long.MIN_VALUE, 7}, 2));
        tensors.put("scalar", Tensors.of(Device.CPU, new float[] {3}));
        Path file = directory.resolve("a.safetensors");
        long crc = Safetensors.write(file, tensors);
        Map<String, Tensor> read = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> read.put(name, Tensors.zerosLike(tensor)));
        Safetensors.read(file, crc, read);
        tensors.forEach((name, tensor) -> assertThat(Tensors.toBytes(Objects.requireNonNull(read.get(name))))
                .isEqualTo(Tensors.toBytes(tensor)));
    }

    /** More elements than pass through the heap at once. */
    @Test
    void longVectorsComeBackWhole() throws IOException {
        Tensor vector = Tensors.arange(Device.CPU, DType.FLOAT32, (1 << 20) + 12345);
        Path file = directory.resolve("a.safetensors");
        long crc = Safetensors.write(file, Map.of("v", vector));
        Tensor read = Tensors.zerosLike(vector);
        Safetensors.read(file, crc, Map.of("v", read));
        assertThat(read.contentEquals(vector)).isTrue();
    }

    @Test
    void otherTensorsThanExpectedAreNamed() throws IOException {
        Path file = directory.resolve("a.safetensors");
        long crc = Safetensors.write(file, Map.of("v", Tensors.zeros(Device.CPU, 3)));
        assertThatThrownBy(() -> Safetensors.read(file, crc, Map.of("w", Tensors.zeros(Device.CPU, 3))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("holds [v], expected [w]");
        assertThatThrownBy(() -> Safetensors.read(file, crc, Map.of("v", Tensors.zeros(Device.CPU, 4))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected F32 [4]");
        Tensor doubles = Tensors.zeros(Device.CPU, DType.FLOAT64, 3);
        assertThatThrownBy(() -> Safetensors.read(file, crc, Map.of("v", doubles)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("expected F64 [3]");
    }

    @Test
    void headersThatLieAreRefused() throws IOException {
        refuses(1L << 40, "{}", "header length");
        refuses(-1, "{}", "header length");
        refuses(2, "{}", "holds []");
        refuses(8, "{\"v\":   ", "no safetensors header");
        refuses(8, "[1, 2]  ", "no safetensors header");
        String start = "{\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":";
        for (String header : List.of(
                start + "[0,16]}}",
                start + "[8,16]}}",
                start + "[-8,0]}}",
                start + "[0]}}",
                "{\"v\":{\"dtype\":\"F32\"}}",
                "{\"v\":null}")) {
            refuses(header.length(), header, "expected F32 [2]");
        }
    }

    private void refuses(long headerLength, String header, String reason) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(8 + text.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerLength)
                .put(text)
                .array();
        Path file = directory.resolve("bad.safetensors");
        Files.write(file, bytes);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        assertThatThrownBy(() -> Safetensors.read(file, crc.getValue(), Map.of("v", Tensors.zeros(Device.CPU, 2))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(reason);
    }
}
