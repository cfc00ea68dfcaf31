package org.longhaul.training.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Lossless compression: the bytes of rounded elements, all first bytes before all second ones, deflated. Signs and exponents
 * of neighbours are alike and become shorter; fractions hardly do. Nothing is lost but what the cast of the values rounds.
 *
 * <p>Bytes: those of the stream. They depend on the values, a little on the version of zlib too; a vector of another length is
 * charged in proportion, that is, by the factor that was seen.
 */
@AutoService(Codec.class)
@Provides(
        id = "deflate",
        description = "Every element by a cast, and their bytes compressed without loss.",
        source =
                "DEFLATE: RFC 1951, in the format of RFC 1950; bytes by their place in the element, as Blosc's shuffle.")
public record Deflate(
        @JsonProperty(defaultValue = "fp32")
                @JsonPropertyDescription("cast of the values: fp64, fp32, bf16, fp16, fp8-e5m2 or fp8-e4m3")
                Codec values,
        @JsonProperty(defaultValue = "6") @JsonPropertyDescription("effort, 1 (fastest) to 9 (shortest)") long level)
        implements Codec {
    public Deflate {
        if (!(values instanceof Cast)) {
            throw new IllegalArgumentException("values (" + values.id() + ") must be a cast, such as fp32 or bf16.");
        }
        Require.count("level", level, Deflater.BEST_COMPRESSION);
    }

    /** Of float32. */
    public Deflate() {
        this(Casts.FP32, 6);
    }

    private DType type() {
        return ((Cast) values).type();
    }

    @Override
    public Encoded encode(Tensor vector, Layout layout) {
        byte[] planes = planes(Tensors.toBytes(vector.to(type())), type().bytes());
        byte[] sent = deflated(planes);
        return Encoded.of(
                vector, layout, Tensors.fromBytes(vector.device(), DType.UINT8, ByteBuffer.wrap(sent), sent.length));
    }

    @Override
    public Tensor decode(Encoded encoded) {
        Tensor sent = encoded.part(0);
        int size = type().bytes();
        byte[] planes = inflated(Tensors.toBytes(sent), Math.toIntExact(encoded.elements() * size));
        byte[] elements = elements(planes, size);
        return Tensors.fromBytes(sent.device(), type(), ByteBuffer.wrap(elements), encoded.elements())
                .to(encoded.type());
    }

    /** What does not become shorter is stored; the few bytes of a stored stream are left out: they do not grow in proportion. */
    @Override
    public long mostBytes(EncodedSize seen) {
        return Math.max(seen.bytes(), ((Cast) values).bytes(seen.elements()));
    }

    private static byte[] planes(byte[] elements, int size) {
        byte[] planes = new byte[elements.length];
        int count = elements.length / size;
        for (int i = 0; i < elements.length; i++) {
            planes[i % size * count + i / size] = elements[i];
        }
        return planes;
    }

    private static byte[] elements(byte[] planes, int size) {
        byte[] elements = new byte[planes.length];
        int count = planes.length / size;
        for (int i = 0; i < planes.length; i++) {
            elements[i] = planes[i % size * count + i / size];
        }
        return elements;
    }

    private byte[] deflated(byte[] planes) {
        Deflater deflater = new Deflater((int) level);
        try {
            deflater.setInput(planes);
            deflater.finish();
            ByteArrayOutputStream sent = new ByteArrayOutputStream(planes.length / 2 + 64);
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                sent.write(buffer, 0, deflater.deflate(buffer));
            }
            return sent.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflated(byte[] sent, int length) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(sent);
            byte[] planes = new byte[length];
            int done = inflater.inflate(planes);
            if (done != length) {
                throw new IllegalStateException(done + " of " + length + " bytes came out of a deflated vector.");
            }
            return planes;
        } catch (DataFormatException e) {
            throw new IllegalStateException("a deflated vector cannot be inflated", e);
        } finally {
            inflater.end();
        }
    }

    @Override
    public boolean hasKnownLength() {
        return false;
    }
}
