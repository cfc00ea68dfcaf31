package org.longhaul.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void scopeFreesItsTensorsAndKeptOnesStay() {
        long before = TensorScope.liveTensors();
        Tensor kept;
        Tensor temporary;
        try (TensorScope scope = TensorScope.open()) {
            temporary = Tensors.zeros(Device.CPU, 3);
            kept = scope.keep(temporary.add(2));
        }
        assertThat(temporary.isOpen()).isFalse();
        assertThat(kept.toFloats()).containsExactly(2, 2, 2);
        assertThat(TensorScope.liveTensors()).isEqualTo(before + 1);
        kept.close();
        kept.close();
        assertThat(kept.isOpen()).isFalse();
        assertThat(TensorScope.liveTensors()).isEqualTo(before);
    }

    @Test
    void creatingATensorOutsideAScopeIsRefused() {
        assertThatThrownBy(() -> Tensors.zeros(Device.CPU, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no tensor scope is open");
    }

    @Test
    void usingAClosedTensorIsAnErrorAndNotACrash() {
        Tensor[] leaked = new Tensor[1];
        TensorScope.run(() -> leaked[0] = Tensors.zeros(Device.CPU, 3));
        TensorScope.run(() -> assertThatThrownBy(() -> leaked[0].add(1))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("closed"));
    }

    @Test
    void errorsNameOperatorReasonAndShapesWithoutTheNativeStack() {
        TensorScope.run(() -> {
            Tensor a = Tensors.zeros(Device.CPU, 2, 3);
            Tensor b = Tensors.zeros(Device.CPU, 4, 5);
            assertThatThrownBy(() -> a.matmul(b))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining("matmul")
                    .hasMessageContaining("[2, 3] FLOAT32, [4, 5] FLOAT32")
                    .hasMessageNotContaining("Exception raised")
                    .hasMessageNotContaining(".so");
            assertThatThrownBy(() -> a.addInPlace(b)).hasMessageContaining("[4, 5]");
        });
    }

    @Test
    void arraysSurviveTheRoundTrip() {
        TensorScope.run(() -> {
            float[] floats = {1.5f, -2, Float.MIN_VALUE, 4, 5, 6};
            Tensor tensor = Tensors.of(Device.CPU, floats, 2, 3);
            assertThat(tensor.shape()).containsExactly(2, 3);
            assertThat(tensor.toFloats()).containsExactly(floats);
            assertThat(tensor.transpose(0, 1).toFloats()).containsExactly(1.5f, 4, -2, 5, Float.MIN_VALUE, 6);
            long[] longs = {Long.MIN_VALUE, 0, Long.MAX_VALUE};
            assertThat(Tensors.of(Device.CPU, longs, 3).toLongs()).containsExactly(longs);
            byte[] raw = Tensors.toBytes(tensor);
            Tensor back = Tensors.fromBytes(Device.CPU, DType.FLOAT32, ByteBuffer.wrap(raw), 2, 3);
            assertThat(back.contentEquals(tensor)).isTrue();
            assertThat(ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).getFloat())
                    .isEqualTo(1.5f);
            assertThatThrownBy(() -> Tensors.of(Device.CPU, floats, 4)).hasMessageContaining("[4]");
        });
    }

    @Test
    void halfFormatsRoundAsTheirMantissaSays() {
        TensorScope.run(() -> {
            Tensor x = Tensors.of(Device.CPU, new float[] {1.00390625f, 1.0009765625f, 1.1f}, 3);
            assertThat(x.to(DType.BFLOAT16).toFloats()).containsExactly(1.0f, 1.0f, 1.1015625f);
            assertThat(x.to(DType.FLOAT16).toFloats()).containsExactly(1.00390625f, 1.0009765625f, 1.0996094f);
            assertThat(x.to(DType.FLOAT8_E4M3).toFloats()).containsExactly(1.0f, 1.0f, 1.125f);
            for (DType type : DType.values()) {
                assertThat(x.to(type).dtype()).isEqualTo(type);
                assertThat(Tensors.toBytes(x.to(type))).hasSize(3 * type.bytes());
            }
        });
    }

    @Test
    void inPlaceOperatorsFollowTheirFormulas() {
        TensorScope.run(() -> {
            float[] xs = {1, 2, 3};
            Tensor a = Tensors.of(Device.CPU, new float[] {2, 4, 8}, 3);
            Tensor b = Tensors.of(Device.CPU, new float[] {4, 2, 1}, 3);
            assertThat(x(xs).addInPlace(a, 0.5).toFloats()).containsExactly(2, 4, 7);
            assertThat(x(xs).addInPlace(a).toFloats()).containsExactly(3, 6, 11);
            assertThat(x(xs).subInPlace(a).toFloats()).containsExactly(-1, -2, -5);
            assertThat(x(xs).lerpInPlace(a, 0.25).toFloats()).containsExactly(1.25f, 2.5f, 4.25f);
            assertThat(x(xs).addcmulInPlace(a, b, -1).toFloats()).containsExactly(-7, -6, -5);
            assertThat(x(xs).addcdivInPlace(a, b, 2).toFloats()).containsExactly(2, 6, 19);
            assertThat(x(xs).mulInPlace(a).divInPlace(b).toFloats()).containsExactly(0.5f, 4, 24);
            assertThat(x(xs).mulInPlace(3).addInPlace(1).toFloats()).containsExactly(4, 7, 10);
            assertThat(x(xs).clampInPlace(1.5, 2.5).toFloats()).containsExactly(1.5f, 2, 2.5f);
            assertThat(x(xs).clampMinInPlace(2).toFloats()).containsExactly(2, 2, 3);
            assertThat(a.copy().sqrtInPlace().square().toFloats()[2]).isCloseTo(8, within(1e-5f));
            assertThat(x(xs).copyInPlace(b).toFloats()).containsExactly(4, 2, 1);
            assertThat(x(xs).fillInPlace(7).zeroInPlace().toFloats()).containsExactly(0, 0, 0);
        });
    }

    @Test
    void reductionsAgreeWithArithmeticByHand() {
        TensorScope.run(() -> {
            Tensor x = Tensors.of(Device.CPU, new float[] {3, -4, 0, 12}, 2, 2);
            assertThat(x.sum().item()).isEqualTo(11);
            assertThat(x.mean().item()).isEqualTo(2.75);
            assertThat(x.norm()).isEqualTo(13);
            assertThat(x.max().item()).isEqualTo(12);
            assertThat(x.sum(0, false).toFloats()).containsExactly(3, 8);
            assertThat(x.mean(-1, true).shape()).containsExactly(2, 1);
            assertThat(x.argmax(1).toLongs()).containsExactly(0, 1);
            assertThat(x.view(4).dot(x.view(4)).item()).isEqualTo(169);
            assertThat(Tensors.cat(List.of(x, x), 1).shape()).containsExactly(2, 4);
            assertThat(Tensors.stack(List.of(x, x), 0).shape()).containsExactly(2, 2, 2);
        });
    }

    @Test
    void gradientsAccumulateInPlaceIntoViewsOfOneFlatVector() {
        TensorScope.run(() -> {
            Tensor flat = Tensors.of(Device.CPU, new float[] {1, 2, 3, 4, 5, 6}, 6);
            Tensor flatGradient = Tensors.zeros(Device.CPU, 6);
            Tensor weight = flat.narrow(0, 2, 4).view(2, 2).detach().requireGradient();
            weight.accumulateGradientInto(flatGradient.narrow(0, 2, 4).view(2, 2));
            long address = flatGradient.address();
            for (int pass = 1; pass <= 2; pass++) {
                weight.square().sum().backward();
                float n = 2 * pass;
                assertThat(flatGradient.toFloats()).containsExactly(0, 0, 3 * n, 4 * n, 5 * n, 6 * n);
            }
            Tensor gradient = Objects.requireNonNull(weight.gradient());
            assertThat(gradient.address()).isEqualTo(address + 2 * Float.BYTES);
            Autograd.withoutGradients(() -> flat.addInPlace(flatGradient, -0.25));
            assertThat(weight.toFloats()).containsExactly(0, 0, 0, 0);
        });
    }

    @Test
    void secondDerivativesAreAvailable() {
        TensorScope.run(() -> {
            Tensor x = Tensors.of(Device.CPU, new double[] {2}, 1).requireGradient();
            Tensor cube = x.mul(x).mul(x).sum();
            Tensor first = Autograd.gradients(cube, List.of(x), true).get(0);
            Tensor second = Autograd.gradients(first.sum(), List.of(x), false).get(0);
            assertThat(first.item()).isEqualTo(12);
            assertThat(second.item()).isEqualTo(12);
            assertThat(x.gradient()).isNull();
        });
    }

    @Test
    void recordingStopsAndResumes() {
        TensorScope.run(() -> {
            Tensor x = Tensors.zeros(Device.CPU, 1).requireGradient();
            Autograd.withoutGradients(
                    () -> assertThat(x.add(1).requiresGradient()).isFalse());
            assertThat(x.add(1).requiresGradient()).isTrue();
            assertThatThrownBy(() -> Autograd.withoutGradients(() -> {
                        throw new IllegalArgumentException("inside");
                    }))
                    .hasMessage("inside");
            assertThat(Autograd.isRecording()).isTrue();
        });
    }

    @Test
    void equalSeedsGiveEqualNumbersOfTheStatedMoments() {
        TensorScope.run(() -> {
            Tensor a = new Generator(7).normal(Device.CPU, 1, 2, 100_000);
            Tensor b = new Generator(7).normal(Device.CPU, 1, 2, 100_000);
            Tensor c = new Generator(8).normal(Device.CPU, 1, 2, 100_000);
            assertThat(a.contentEquals(b)).isTrue();
            assertThat(a.contentEquals(c)).isFalse();
            assertThat(a.mean().item()).isCloseTo(1, within(0.03));
            assertThat(a.add(-1).square().mean().item()).isCloseTo(4, within(0.08));
            Tensor u = new Generator(7).uniform(Device.CPU, -1, 3, 100_000);
            assertThat(u.mean().item()).isCloseTo(1, within(0.03));
        });
    }

    @Test
    void operatorsUseOneThreadOnEveryThread() throws InterruptedException {
        TensorScope.run(() -> Tensors.zeros(Device.CPU, 1));
        AtomicInteger seen = new AtomicInteger();
        Thread thread = new Thread(() -> TensorScope.run(() -> {
            Tensor big = Tensors.full(Device.CPU, 1, 400, 400);
            big.matmul(big);
            seen.set(LibTorch.operatorThreads());
        }));
        thread.start();
        thread.join();
        assertThat(seen).hasValue(1);
        assertThat(LibTorch.operatorThreads()).isEqualTo(1);
    }

    @Test
    void deviceNamesAreParsedAndRefusedWithAReason() {
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU);
        assertThat(Device.parse("auto")).isEqualTo(LibTorch.cudaAvailable() ? Device.CUDA : Device.CPU);
        assertThatThrownBy(() -> Device.parse("gpu")).hasMessageContaining("auto, cpu and cuda");
        if (!LibTorch.cudaAvailable()) {
            assertThatThrownBy(() -> Device.parse("cuda"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Maybe");
        }
    }

    private static Tensor x(float... values) {
        return Tensors.of(Device.CPU, values, values.length);
    }
}
