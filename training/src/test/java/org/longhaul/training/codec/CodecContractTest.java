package org.longhaul.training.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.extension.Registry;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** What holds for every codec on the class path. */
final class CodecContractTest {
    private static final Registry<Codec> CODECS = Registry.load("codec", Codec.class);

    static Stream<Codec> codecs() {
        return CODECS.all().stream();
    }

    @Test
    void theyAreFound() {
        assertThat(CODECS.ids())
                .contains(
                        "bf16",
                        "chunk-top-k",
                        "deflate",
                        "fp16",
                        "fp32",
                        "fp4-e3m0",
                        "fp64",
                        "fp8-e4m3",
                        "fp8-e5m2",
                        "identity",
                        "int8",
                        "mask",
                        "one-bit",
                        "top-k",
                        "two-bit");
        assertThat(Casts.all())
                .allSatisfy(cast -> assertThat(CODECS.get(cast.id())).isEqualTo(cast));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void oneOfTheSameLengthIsChargedWhatWasSent(Codec codec) {
        TensorScope.run(() -> {
            for (int elements : new int[] {1, 2, 7, 8, 9, 255, 256, 257, 5000}) {
                Encoded encoded = codec.encode(normal(elements), Sparse.layout(elements));
                EncodedSize seen = new EncodedSize(elements, encoded.bytes());
                assertThat(codec.bytes(elements, seen)).isEqualTo(encoded.bytes());
                assertThat(codec.bytes(1000L * elements, seen)).isBetween(elements * 50L, 1000 * (encoded.bytes() + 8));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theTypeComesBackAndTheVectorIsLeftAlone(Codec codec) {
        TensorScope.run(() -> {
            for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                Tensor vector = normal(77).to(type);
                Tensor before = vector.copy();
                Tensor decoded = codec.decode(codec.encode(vector, Sparse.layout(77)));
                assertThat(decoded.dtype()).isEqualTo(type);
                assertThat(decoded.shape()).containsExactly(77);
                assertThat(vector.contentEquals(before)).isTrue();
                assertThat(codec.decode(codec.encode(vector, Sparse.layout(77))).contentEquals(decoded))
                        .isTrue();
            }
        });
    }

    /** A training that diverged must show it on the other side. */
    @ParameterizedTest
    @MethodSource("codecs")
    void whatIsNotANumberArrivesAsSuch(Codec codec) {
        TensorScope.run(() -> {
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
                double[] values = normal(50).toDoubles();
                values[20] = bad;
                double[] decoded = codec.decode(
                                codec.encode(Tensors.of(Device.CPU, values, 50).to(DType.FLOAT32), Sparse.layout(50)))
                        .toDoubles();
                assertThat(Double.isFinite(decoded[20])).isFalse();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void zerosStayZeros(Codec codec) {
        TensorScope.run(() -> {
            double[] decoded = codec.decode(codec.encode(Tensors.zeros(Device.CPU, 30), Sparse.layout(30)))
                    .toDoubles();
            assertThat(decoded).containsOnly(0);
        });
    }

    /** Decoded vectors and what is still owed sum to all that was to be sent. */
    @ParameterizedTest
    @MethodSource("codecs")
    void withErrorFeedbackNothingIsLost(Codec codec) {
        TensorScope.run(() -> {
            int elements = 300;
            Tensor residual = Tensors.zeros(Device.CPU, DType.FLOAT64, elements);
            Tensor given = Tensors.zeros(Device.CPU, DType.FLOAT64, elements);
            Tensor received = Tensors.zeros(Device.CPU, DType.FLOAT64, elements);
            for (int step = 0; step < 20; step++) {
                Tensor vector =
                        normal(elements + step).narrow(0, step, elements).to(DType.FLOAT64);
                Tensor owed = residual.copy();
                Tensor decoded = codec.decode(ErrorFeedback.encode(codec, vector, residual, Sparse.layout(elements)));
                Tensor left = decoded.add(residual).sub(vector).sub(owed);
                assertThat(left.abs().max().item()).isLessThan(1e-13);
                given.addInPlace(vector);
                received.addInPlace(decoded);
            }
            assertThat(given.sub(received).sub(residual).abs().max().item()).isLessThan(1e-12);
        });
    }

    /** One value in a hundred, at 4 bytes and 4 bytes for its place; the charged model's too. */
    @Test
    void topOneInAHundredTakesEightBytesAValue() {
        TensorScope.run(() -> {
            Encoded encoded = new TopK().encode(normal(10_000), Sparse.layout(10_000));
            assertThat(encoded.bytes()).isEqualTo(100 * 8);
            EncodedSize seen = new EncodedSize(10_000, encoded.bytes());
            assertThat(new TopK().bytes(7_000_000_000L, seen)).isEqualTo(70_000_000L * 8);
            assertThat(new TopK(null, 100L, Casts.FP32).bytes(7_000_000_000L, seen))
                    .isEqualTo(70_000_000L * 8);
            Encoded halves = new TopK(null, null, Casts.BF16).encode(normal(10_000), Sparse.layout(10_000));
            assertThat(halves.bytes()).isEqualTo(100 * 6);
        });
    }

    /** A matrix is cut into squares, each of which sends as many; a vector of another length is charged in proportion. */
    @ParameterizedTest
    @ValueSource(ints = {64, 128, 192})
    void chunksOfAMatrixAreSquares(int columns) {
        TensorScope.run(() -> {
            Layout layout = new Layout(List.of(
                    new ParameterSpec("w", List.of(256L, (long) columns), "w", new Init.Constant(0)),
                    new ParameterSpec("b", List.of(96L), "w", new Init.Constant(0))));
            Codec codec = new ChunkTopK(64, 32, 8, Casts.FP32);
            Tensor vector = normal(256 * columns + 96);
            Encoded encoded = codec.encode(vector, layout);
            assertThat(encoded.bytes()).isEqualTo((4 * (columns / 64) * 32 + 2 * 32) * 12);
            double[] sent = codec.decode(encoded).toDoubles();
            double[] all = vector.toDoubles();
            for (int row = 0; row < 256; row += 64) {
                for (int column = 0; column < columns; column += 64) {
                    double least = Double.POSITIVE_INFINITY;
                    double most = 0;
                    int count = 0;
                    for (int i = 0; i < 64 * 64; i++) {
                        int at = (row + i / 64) * columns + column + i % 64;
                        if (sent[at] == 0) {
                            most = Math.max(most, Math.abs(all[at]));
                        } else {
                            assertThat(sent[at]).isEqualTo(all[at]);
                            least = Math.min(least, Math.abs(all[at]));
                            count++;
                        }
                    }
                    assertThat(count).isEqualTo(32);
                    assertThat(least).isGreaterThanOrEqualTo(most);
                }
            }
        });
    }

    @Test
    void aMaskIsChargedAtTheDensityThatWasSeen() {
        TensorScope.run(() -> {
            double[] values = new double[800];
            values[3] = 1;
            values[700] = 2;
            Encoded encoded = new Mask().encode(Tensors.of(Device.CPU, values, 800), Sparse.layout(800));
            assertThat(encoded.bytes()).isEqualTo(100 + 8);
            assertThat(new Mask().bytes(8_001, new EncodedSize(800, 108))).isEqualTo(1081);
        });
    }

    /** What is sent inflates, by anybody's inflater, to the bytes of the cast, first bytes first; zeros take next to nothing. */
    @Test
    void whatIsDeflatedIsShorterAndLosesNothing() {
        TensorScope.run(() -> {
            int elements = 20_000;
            Tensor vector = normal(elements);
            for (Cast cast : Casts.all()) {
                Codec codec = new Deflate(cast, 6);
                Encoded encoded = codec.encode(vector, Sparse.layout(elements));
                Tensor plain = cast.decode(cast.encode(vector, Sparse.layout(elements)));
                assertThat(codec.decode(encoded).contentEquals(plain)).isTrue();
                byte[] values = Tensors.toBytes(vector.to(cast.type()));
                byte[] planes = inflated(Tensors.toBytes(encoded.part(0)));
                assertThat(planes).hasSameSizeAs(values);
                int size = cast.type().bytes();
                for (int i = 0; i < values.length; i++) {
                    assertThat(planes[i % size * elements + i / size]).isEqualTo(values[i]);
                }
            }
            long plain = 4L * elements;
            long seen = new Deflate().encode(vector, Sparse.layout(elements)).bytes();
            // Signs and exponents of normal numbers have some 3.6 of their 9 bits of entropy; fractions have all of
            // theirs.
            assertThat(seen).isBetween(plain * 26 / 32, plain * 29 / 32);
            for (Tensor any : List.of(vector, Tensors.zeros(Device.CPU, elements))) {
                EncodedSize size = new EncodedSize(
                        elements,
                        new Deflate().encode(any, Sparse.layout(elements)).bytes());
                assertThat(new Deflate().mostBytes(size)).isBetween(plain, plain * 1001 / 1000);
            }
            assertThat(new Deflate().bytes(1_000_000L, new EncodedSize(elements, seen)))
                    .isEqualTo(seen * 50);
            assertThat(new Deflate()
                            .encode(Tensors.zeros(Device.CPU, elements), Sparse.layout(elements))
                            .bytes())
                    .isLessThan(plain / 100);
        });
    }

    private static byte[] inflated(byte[] sent) {
        try (InflaterInputStream stream = new InflaterInputStream(new ByteArrayInputStream(sent))) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.5, Double.NaN})
    void aShareLiesBetweenZeroAndOne(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopK.ofShare(share))
                .withMessageStartingWith("share (");
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TopK(0.1, 5L, Casts.FP32))
                .withMessage("share (0.1) and count (5) exclude each other.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Deflate(new TopK(), 6))
                .withMessage("values (top-k) must be a cast, such as fp32 or bf16.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Deflate(Casts.FP32, 10))
                .withMessageStartingWith("level (10)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Int8(0)).withMessageStartingWith("block (0)");
        assertThatIllegalArgumentException().isThrownBy(() -> new OneBit(0L)).withMessageStartingWith("block (0)");
    }

    private static Tensor normal(int elements) {
        Random random = new Random(elements);
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensors.of(Device.CPU, values, elements);
    }
}
