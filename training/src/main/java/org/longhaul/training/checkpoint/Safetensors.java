package org.longhaul.training.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The safetensors format: 8 bytes little-endian length of a JSON header, the header, then the tensors' raw little-endian
 * elements without gaps. The header maps each name to its {@code dtype}, {@code shape} and {@code data_offsets}.
 */
final class Safetensors {
    private static final int HEADER_LIMIT = 100_000_000;
    /** Elements that pass through the Java heap at once. */
    private static final long CHUNK = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One tensor in the header, in the format's own spelling. */
    private record Entry(@Nullable String dtype, @Nullable List<Long> shape, @Nullable List<Long> data_offsets) {}

    private Safetensors() {}

    /** Writes tensors in the map's order, forces them to disk, and returns the CRC-32C of the whole file. */
    static long write(Path file, Map<String, Tensor> tensors) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        long offset = 0;
        for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            Tensor tensor = named.getValue();
            long end = offset + tensor.elements() * tensor.dtype().bytes();
            entries.put(named.getKey(), new Entry(name(tensor.dtype()), shape(tensor), List.of(offset, end)));
            offset = end;
        }
        byte[] header = header(entries);
        CRC32C crc = new CRC32C();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            write(channel, crc, length.putLong(0, header.length).array());
            write(channel, crc, header);
            for (Tensor tensor : tensors.values()) {
                for (long from = 0; from < tensor.elements(); from += CHUNK) {
                    write(channel, crc, bytes(tensor, from, Math.min(CHUNK, tensor.elements() - from)));
                }
            }
            channel.force(true);
        }
        return crc.getValue();
    }

    private static byte[] bytes(Tensor tensor, long from, long length) {
        byte[][] bytes = new byte[1][];
        TensorScope.run(() -> bytes[0] = Tensors.toBytes(tensor.view(-1).narrow(0, from, length)));
        return bytes[0];
    }

    /** The JSON text padded with blanks, so that the data starts at a multiple of 8 bytes. */
    private static byte[] header(Map<String, Entry> entries) {
        StringBuilder text = new StringBuilder(JSON.writeValueAsString(entries));
        while (text.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
            text.append(' ');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(FileChannel channel, CRC32C crc, byte[] bytes) throws IOException {
        crc.update(bytes, 0, bytes.length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /**
     * Copies the file's tensors into {@code targets}, which must have the same names, types and shapes.
     *
     * @throws CheckpointException if the file is damaged or holds other tensors
     */
    static void read(Path file, long crc32c, Map<String, Tensor> targets) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            requireCrc(file, channel, crc32c);
            channel.position(0);
            ByteBuffer length = read(file, channel, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            long headerLength = length.getLong();
            if (headerLength < 2 || headerLength > HEADER_LIMIT || headerLength > channel.size() - Long.BYTES) {
                throw new CheckpointException(file + ": header length " + headerLength + " is impossible.");
            }
            Map<String, @Nullable Entry> entries = entries(file, read(file, channel, (int) headerLength));
            long start = Long.BYTES + headerLength;
            if (!entries.keySet().equals(targets.keySet())) {
                throw new CheckpointException(
                        file + " holds " + entries.keySet() + ", expected " + targets.keySet() + ".");
            }
            for (Map.Entry<String, Tensor> target : targets.entrySet()) {
                requireFit(file, channel.size() - start, target, entries);
            }
            for (Map.Entry<String, Tensor> target : targets.entrySet()) {
                channel.position(start + offsets(entries.get(target.getKey())).get(0));
                readInto(file, channel, target.getValue());
            }
        }
    }

    private static void readInto(Path file, FileChannel channel, Tensor target) throws IOException {
        for (long from = 0; from < target.elements(); from += CHUNK) {
            long length = Math.min(CHUNK, target.elements() - from);
            int bytes = Math.toIntExact(length * target.dtype().bytes());
            copy(read(file, channel, bytes), target, from, length);
        }
    }

    private static void requireCrc(Path file, FileChannel channel, long expected) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (channel.read(buffer) >= 0) {
            crc.update(buffer.flip());
            buffer.clear();
        }
        if (crc.getValue() != expected) {
            throw new CheckpointException(
                    file + " is damaged: its CRC-32C is " + crc.getValue() + ", the manifest says " + expected + ".");
        }
    }

    private static Map<String, @Nullable Entry> entries(Path file, ByteBuffer header) throws CheckpointException {
        try {
            return JSON.readValue(
                    StandardCharsets.UTF_8.decode(header).toString(),
                    new TypeReference<LinkedHashMap<String, @Nullable Entry>>() {});
        } catch (JacksonException e) {
            throw new CheckpointException(file + ": the header is no safetensors header: " + e.getOriginalMessage());
        }
    }

    /** Start and end of a tensor's bytes; [0, 0] where the header says nothing usable. */
    private static List<Long> offsets(@Nullable Entry entry) {
        List<Long> offsets = entry == null ? null : entry.data_offsets();
        return offsets == null || offsets.size() != 2 ? List.of(0L, 0L) : offsets;
    }

    private static void requireFit(
            Path file, long dataBytes, Map.Entry<String, Tensor> target, Map<String, @Nullable Entry> entries)
            throws CheckpointException {
        Entry entry = entries.get(target.getKey());
        Tensor tensor = target.getValue();
        List<Long> shape = shape(tensor);
        long begin = offsets(entry).get(0);
        long end = offsets(entry).get(1);
        boolean fits = entry != null
                && name(tensor.dtype()).equals(entry.dtype())
                && shape.equals(entry.shape())
                && begin >= 0
                && end <= dataBytes
                && end - begin == tensor.elements() * tensor.dtype().bytes();
        if (!fits) {
            throw new CheckpointException(file + ": " + target.getKey() + " is " + entry + ", expected "
                    + name(tensor.dtype()) + " " + shape + ".");
        }
    }

    private static List<Long> shape(Tensor tensor) {
        List<Long> shape = new ArrayList<>();
        for (long size : tensor.shape()) {
            shape.add(size);
        }
        return shape;
    }

    private static void copy(ByteBuffer bytes, Tensor target, long from, long length) {
        TensorScope.run(() -> target.view(-1)
                .narrow(0, from, length)
                .copyInPlace(Tensors.fromBytes(Device.CPU, target.dtype(), bytes, length)));
    }

    private static ByteBuffer read(Path file, FileChannel channel, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new CheckpointException(file + " ends early.");
            }
        }
        return buffer.flip();
    }

    private static String name(DType type) {
        return switch (type) {
            case FLOAT64 -> "F64";
            case FLOAT32 -> "F32";
            case BFLOAT16 -> "BF16";
            case FLOAT16 -> "F16";
            case FLOAT8_E4M3 -> "F8_E4M3";
            case FLOAT8_E5M2 -> "F8_E5M2";
            case INT64 -> "I64";
            case INT32 -> "I32";
            case INT16 -> "I16";
            case INT8 -> "I8";
            case UINT8 -> "U8";
            case BOOL -> "BOOL";
        };
    }
}
