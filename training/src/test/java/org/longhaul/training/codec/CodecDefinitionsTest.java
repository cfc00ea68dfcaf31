package org.longhaul.training.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** What each codec gives back and how long it is, against definitions in plain Java, on 10,000 random vectors. */
final class CodecDefinitionsTest {
    private static final int LONGEST = 96;
    private static final List<float[]> VECTORS = vectors(new Random(7), 10_000);
    /** Vectors that are encoded alone, several of each length. Of the others so many are encoded at once, where a codec can. */
    private static final int ALONE = 300;

    private static final int AT_ONCE = 100;
    /** For codecs that take each vector alone; {@code -Dlonghaul.properties=all} has all. */
    private static final int WHOLES = "all".equals(System.getProperty("longhaul.properties")) ? VECTORS.size() : 3_000;
    /** In place of a block: all elements of a vector count together. */
    private static final int WHOLE = Integer.MAX_VALUE;

    /** What a codec should give back, and the length of what it sends. */
    interface Definition {
        double[] decoded(float[] values);

        long bytes(float[] values);
    }

    /** Codec, definition, and how many neighbours it looks at. */
    static Stream<Arguments> codecs() {
        return Stream.of(
                Arguments.of(new Identity(), elementwise(4, x -> x), 1),
                Arguments.of(Casts.FP64, elementwise(8, x -> x), 1),
                Arguments.of(Casts.FP32, elementwise(4, x -> x), 1),
                Arguments.of(
                        Casts.BF16,
                        elementwise(2, x -> rounded(x, 7, -126, Float.MAX_VALUE, Float.POSITIVE_INFINITY)),
                        1),
                Arguments.of(Casts.FP16, elementwise(2, x -> rounded(x, 10, -14, 65_504, Float.POSITIVE_INFINITY)), 1),
                Arguments.of(
                        new Cast.Fp8E5m2(),
                        elementwise(1, x -> rounded(x, 2, -14, 57_344, Float.POSITIVE_INFINITY)),
                        1),
                Arguments.of(new Cast.Fp8E4m3(), elementwise(1, x -> rounded(x, 3, -6, 448, Float.NaN)), 1),
                Arguments.of(new Int8(), new WholeNumbers(2048), 2048),
                Arguments.of(new Int8(16), new WholeNumbers(16), 16),
                Arguments.of(new Fp4E3m0(), new Exponents(256), 256),
                Arguments.of(new Fp4E3m0(5), new Exponents(5), 5),
                Arguments.of(new OneBit(), new Signs(LONGEST), WHOLE),
                Arguments.of(new OneBit(24L), new Signs(24), 24),
                Arguments.of(TopK.ofShare(0.1), new Largest(0.1, 0), WHOLE),
                Arguments.of(new TopK(null, 7L, Casts.FP32), new Largest(0, 7), WHOLE),
                Arguments.of(new TwoBit(), new Levels(256), 256),
                Arguments.of(new TwoBit(6), new Levels(6), 6),
                Arguments.of(new ChunkTopK(), new LargestOfChunks(64, 32, 2), 64),
                Arguments.of(new ChunkTopK(7, 3, 8, Casts.FP32), new LargestOfChunks(7, 3, 8), 7),
                Arguments.of(new ChunkTopK(16, 2, 4, Casts.FP32), new LargestOfChunks(16, 2, 4), 16),
                Arguments.of(new Mask(), new NonZero(), 1));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void everyVectorComesBackAsDefined(Codec codec, Definition definition, int block) {
        int next = 0;
        while (next < (block == WHOLE ? WHOLES : VECTORS.size())) {
            int count = next < ALONE || block == WHOLE ? 1 : AT_ONCE;
            boolean isFilled = count > 1 && definition instanceof LargestOfChunks;
            float[] values = joined(VECTORS.subList(next, next + count), block, isFilled);
            TensorScope.run(() -> assertDefined(codec, definition, values));
            next += count;
        }
    }

    private static void assertDefined(Codec codec, Definition definition, float[] values) {
        Tensor vector = Tensors.of(Device.CPU, values, values.length);
        Encoded encoded = codec.encode(vector, Sparse.layout(values.length));
        // Compared without a description of each, which would take longer than to encode them.
        long bytes = 0;
        for (Tensor part : encoded.parts()) {
            bytes += Tensors.toBytes(part).length;
        }
        double[] expected = definition.decoded(values);
        double[] found = codec.decode(encoded).toDoubles();
        if (!Arrays.equals(vector.toFloats(), values)
                || encoded.bytes() != definition.bytes(values)
                || bytes != encoded.bytes()
                || found.length != expected.length) {
            throw new AssertionError(codec + " of " + Arrays.toString(values) + ": says " + encoded.bytes()
                    + " bytes of " + definition.bytes(values) + ", has " + bytes + ", left " + vector);
        }
        for (int j = 0; j < expected.length; j++) {
            // A mean may be rounded to the float beside.
            double tolerance = codec instanceof OneBit ? Math.ulp((float) expected[j]) : 0;
            boolean isNear = Math.abs(expected[j] - found[j]) <= tolerance || expected[j] == found[j];
            if (Double.isNaN(expected[j]) ? !Double.isNaN(found[j]) : !isNear) {
                throw new AssertionError(codec + " of " + Arrays.toString(values) + " at " + j + ": expected "
                        + expected[j] + ", found " + found[j]);
            }
        }
    }

    /** One after another, each but the last filled up with zeros, so that no two share a block; all for chunks of one side. */
    private static float[] joined(List<float[]> vectors, int block, boolean isFilled) {
        int end = 0;
        for (float[] vector : vectors) {
            end = Math.toIntExact(blocks(end, block) * block) + vector.length;
        }
        float[] joined = new float[isFilled ? Math.toIntExact(blocks(end, block) * block) : end];
        end = 0;
        for (float[] vector : vectors) {
            int start = Math.toIntExact(blocks(end, block) * block);
            System.arraycopy(vector, 0, joined, start, vector.length);
            end = start + vector.length;
        }
        return joined;
    }

    private static List<float[]> vectors(Random random, int count) {
        return Stream.generate(() -> vector(random)).limit(count).toList();
    }

    /** Normal numbers of a random size, some of them 0, equal to others, very small or halfway between two steps. */
    private static float[] vector(Random random) {
        float[] values = new float[1 + random.nextInt(LONGEST)];
        double size = Math.scalb(1.0, random.nextInt(60) - 40);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (random.nextInt(10)) {
                case 0 -> 0;
                case 1 -> -values[random.nextInt(i + 1)];
                case 2 -> (float) Math.scalb(random.nextGaussian(), -140);
                case 3 -> (float) (Math.rint(16 * random.nextGaussian()) / 16 * size);
                case 4 -> (float) (1.5 * size * Math.scalb(1.0, -random.nextInt(8)));
                default -> (float) (random.nextGaussian() * size);
            };
        }
        return values;
    }

    private interface Rounding {
        double of(float value);
    }

    private static Definition elementwise(int bytes, Rounding rounding) {
        return new Definition() {
            @Override
            public double[] decoded(float[] values) {
                return IntStream.range(0, values.length)
                        .mapToDouble(i -> rounding.of(values[i]))
                        .toArray();
            }

            @Override
            public long bytes(float[] values) {
                return (long) bytes * values.length;
            }
        };
    }

    /** To the nearest multiple of the unit in the last place of a float with so many fraction bits. */
    private static double rounded(float value, int fraction, int leastExponent, double largest, double beyond) {
        if (value == 0) {
            return value;
        }
        double unit = Math.scalb(1.0, Math.max(Math.getExponent((double) value), leastExponent) - fraction);
        double rounded = Math.rint(value / unit) * unit;
        return Math.abs(rounded) <= largest ? rounded : Math.signum(rounded) * beyond;
    }

    private static long blocks(long elements, int block) {
        return (elements + block - 1) / block;
    }

    private static float largest(float[] values, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    /** Of equal ones the first. */
    private static void keepLargest(float[] values, int from, int to, int count, double[] kept) {
        // Magnitudes and places in one number, which sort as pairs do: bits of floats that are not negative order as
        // they do.
        long[] order = new long[to - from];
        for (int i = from; i < to; i++) {
            order[i - from] = (long) -Float.floatToIntBits(Math.abs(values[i])) << 32 | i;
        }
        Arrays.sort(order);
        for (int i = 0; i < Math.min(count, order.length); i++) {
            kept[(int) order[i]] = values[(int) order[i]];
        }
    }

    private record WholeNumbers(int block) implements Definition {
        @Override
        public double[] decoded(float[] values) {
            double[] decoded = new double[values.length];
            float scale = 0;
            for (int i = 0; i < values.length; i++) {
                if (i % block == 0) {
                    scale = largest(values, i, Math.min(values.length, i + block)) / 127;
                }
                double step = scale == 0 ? 0 : Math.rint(values[i] / scale);
                decoded[i] = (float) Math.max(-127, Math.min(127, step)) * scale;
            }
            return decoded;
        }

        @Override
        public long bytes(float[] values) {
            return values.length + 4 * blocks(values.length, block);
        }
    }

    private record Exponents(int block) implements Definition {
        @Override
        public double[] decoded(float[] values) {
            double[] decoded = new double[values.length];
            float scale = 0;
            for (int i = 0; i < values.length; i++) {
                if (i % block == 0) {
                    scale = largest(values, i, Math.min(values.length, i + block));
                }
                float relative = scale == 0 ? 0 : Math.abs(values[i]) / scale;
                int best = 0;
                for (int exponent = 1; exponent < 8; exponent++) {
                    double nearer = Math.abs(relative - size(best)) - Math.abs(relative - size(exponent));
                    if (nearer > 0 || (nearer == 0 && exponent % 2 == 0)) {
                        best = exponent;
                    }
                }
                decoded[i] = (float) (Math.signum(values[i]) * size(best)) * scale;
            }
            return decoded;
        }

        private static double size(int exponent) {
            return exponent == 0 ? 0 : Math.scalb(1.0, exponent - 7);
        }

        @Override
        public long bytes(float[] values) {
            return (values.length + 1) / 2 + 4 * blocks(values.length, block);
        }
    }

    private record Signs(int block) implements Definition {
        @Override
        public double[] decoded(float[] values) {
            double[] decoded = new double[values.length];
            for (int from = 0; from < values.length; from += block) {
                int to = Math.min(values.length, from + block);
                double sum = 0;
                for (int i = from; i < to; i++) {
                    sum += Math.abs(values[i]);
                }
                float mean = (float) (sum / (to - from));
                for (int i = from; i < to; i++) {
                    decoded[i] = values[i] >= 0 ? mean : -mean;
                }
            }
            return decoded;
        }

        @Override
        public long bytes(float[] values) {
            return (values.length + 7) / 8 + 4 * blocks(values.length, block);
        }
    }

    private record Largest(double share, int count) implements Definition {
        private int kept(int elements) {
            return count > 0 ? Math.min(count, elements) : (int) Math.max(1, Math.floor(share * elements + 0.5));
        }

        @Override
        public double[] decoded(float[] values) {
            double[] decoded = new double[values.length];
            keepLargest(values, 0, values.length, kept(values.length), decoded);
            return decoded;
        }

        @Override
        public long bytes(float[] values) {
            return 8L * kept(values.length);
        }
    }

    private record NonZero() implements Definition {
        @Override
        public double[] decoded(float[] values) {
            return elementwise(4, x -> x).decoded(values);
        }

        @Override
        public long bytes(float[] values) {
            int set = 0;
            for (float value : values) {
                set += value != 0 ? 1 : 0;
            }
            return (values.length + 7) / 8 + 4L * set;
        }
    }

    /** A tenth of the block's largest magnitude, 1, lies between 1/16 and 1/8, nearer to 1/8. */
    @Test
    void examplesByHand() {
        assertThat(through(new Fp4E3m0(), 1, -0.1, 0.05, 0.003, 0.75, 0.375))
                .containsExactly(1, -0.125, 0.0625, 0, 0.5, 0.5);
        assertThat(through(new Int8(), 127, 1.5, -2.5, 0.4)).containsExactly(127, 2, -2, 0);
        assertThat(through(new OneBit(), 1, -2, 0, 5)).containsExactly(2, -2, 2, 2);
        assertThat(through(new TopK(null, 2L, Casts.FP32), 3, -4, 3, 1)).containsExactly(3, -4, 0, 0);
        assertThat(through(new TopK(null, 2L, Casts.BF16), 1.001, -4, 3, 1)).containsExactly(0, -4, 3, 0);
        assertThat(through(new Cast.Fp8E4m3(), 17, 19, 449)).containsExactly(16, 20, 448);
    }

    @Test
    void packedBytesAreThoseOfTheFormat() {
        TensorScope.run(() -> {
            Tensor vector = Tensors.of(Device.CPU, new float[] {1, -0.5f, 0.25f}, 3);
            Encoded fours = new Fp4E3m0().encode(vector, Sparse.layout(3));
            assertThat(Tensors.toBytes(fours.part(1))).containsExactly(0x07 | (0x0e << 4), 0x05);
            Encoded bits = new OneBit().encode(vector, Sparse.layout(3));
            assertThat(Tensors.toBytes(bits.part(1))).containsExactly(0b101);
            assertThat(bits.part(0).item()).isCloseTo(1.75 / 3, within(1e-7));
        });
    }

    private static double[] through(Codec codec, double... values) {
        double[] decoded = new double[values.length];
        TensorScope.run(() -> {
            Tensor vector = Tensors.of(Device.CPU, values, values.length);
            double[] found = codec.decode(codec.encode(vector, Sparse.layout(values.length)))
                    .toDoubles();
            System.arraycopy(found, 0, decoded, 0, found.length);
        });
        return decoded;
    }

    private record Levels(int block) implements Definition {
        @Override
        public long bytes(float[] values) {
            return (values.length + 3) / 4 + 4 * blocks(values.length, block);
        }

        @Override
        public double[] decoded(float[] values) {
            double[] decoded = new double[values.length];
            for (int from = 0; from < values.length; from += block) {
                int to = Math.min(from + block, values.length);
                float scale = largest(values, from, to);
                for (int i = from; i < to; i++) {
                    float relative = scale == 0 ? 0 : values[i] / scale;
                    float level = relative > 2f / 3 ? 1 : relative > 0 ? 1f / 3 : relative > -2f / 3 ? -1f / 3 : -1;
                    decoded[i] = level * scale;
                }
            }
            return decoded;
        }
    }

    /** A vector is one row, cut into chunks of its largest divisor up to the side. */
    private record LargestOfChunks(int side, int count, int placeBytes) implements Definition {
        private int chunk(int length) {
            int chunk = Math.min(side, length);
            while (length % chunk != 0) {
                chunk--;
            }
            return chunk;
        }

        @Override
        public long bytes(float[] values) {
            int chunk = chunk(values.length);
            return (long) values.length / chunk * Math.min(count, chunk) * (placeBytes + 4);
        }

        @Override
        public double[] decoded(float[] values) {
            int chunk = chunk(values.length);
            double[] decoded = new double[values.length];
            for (int from = 0; from < values.length; from += chunk) {
                keepLargest(values, from, from + chunk, count, decoded);
            }
            return decoded;
        }
    }
}
