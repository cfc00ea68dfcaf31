package org.longhaul.training.model.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class PatchTransformerTest {
    private static final PatchTransformer.Settings USUAL = DefaultSettings.of(new PatchTransformer.Factory());

    private static ModelContext of(Integer... dimensions) {
        return new ModelContext("windows", new DataShape.Examples(List.of(dimensions), 6), 1);
    }

    private static PatchTransformer small(int patchWidth, List<Integer> channels, Integer... dimensions) {
        return new PatchTransformer(
                new PatchTransformer.Settings(patchWidth, channels, 3, 2, 2, 4, 2, 2, 3, 5), of(dimensions));
    }

    /** 11,679,510 as the facts say; the parts by hand, with sides 224, 109, 105, 50, 46, 20, 16. */
    @Test
    void itsDefaultsAreThePublishedNetwork() {
        PatchTransformer model = new PatchTransformer(USUAL, of(1, 224, 1120));
        assertThat(model.elements()).isEqualTo(11_679_510);
        long encoder = 49 * (16 + 16 * 32 + 32 * 64) + 16_384L * 512 + 512 + 512 + 6 * 512;
        long layer = 2 * 1024 + 512L * 768 + 256L * 512 + 512 + 2 * (512L * 512 + 512);
        assertThat(model.elements()).isEqualTo(encoder + 3 * layer + 1024 + 512 * 6 + 6);
        long convolutions = 5L * 49 * (16 * 109 * 109 + 16 * 32 * 50 * 50 + 32 * 64 * 20 * 20);
        long products = 5 * 16_384L * 512 + 3 * 6 * (512L * 768 + 256L * 512 + 2 * 512L * 512) + 512 * 6;
        long attention = 3 * 2 * 6 * 6 * 256;
        assertThat(model.forwardFlopsPerItem()).isEqualTo(2.0 * (convolutions + products + attention));
        assertThat(model.parameters().stream().filter(ParameterSpec::isPrunable).count())
                .isEqualTo(3 + 1 + 3 * 4 + 1);
    }

    /** One encoder for all patches: without positions, images that lie the other way round score the same. */
    @Test
    void onePatchEncoderReadsAllPatches() {
        PatchTransformer model = small(6, List.of(2), 1, 6, 12);
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(4);
            TensorScope.run(() -> {
                Tensor left = new Generator(1).normal(Device.CPU, 0, 1, 2, 1, 6, 6);
                Tensor right = new Generator(2).normal(Device.CPU, 0, 1, 2, 1, 6, 6);
                Tensor there = Tensors.cat(List.of(left, right), 3);
                Tensor back = Tensors.cat(List.of(right, left), 3);
                double[] scores = model.scores(flat.leaves(), there).toDoubles();
                assertThat(scores).hasSize(12);
                assertThat(model.scores(flat.leaves(), back).toDoubles()[0]).isNotCloseTo(scores[0], within(1e-6));
                flat.leaves()[4].unwatched().zeroInPlace();
                assertThat(model.parameters().get(4).name()).isEqualTo("encoder.positions");
                assertThat(model.scores(flat.leaves(), back).toDoubles())
                        .containsExactly(model.scores(flat.leaves(), there).toDoubles(), within(1e-12));
            });
        }
    }

    /** Central differences of every element, of an image and of a row of numbers. */
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (PatchTransformer model : List.of(small(6, List.of(2), 1, 6, 12), small(4, List.of(), 8))) {
            try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
                flat.initialize(4);
                TensorScope.run(() -> {
                    long[] shape = model.parameters().get(0).shape().size() == 4
                            ? new long[] {3, 1, 6, 12}
                            : new long[] {3, 8};
                    Batch batch = new Batch(
                            new Generator(1).normal(Device.CPU, 0, 1, shape),
                            Tensors.of(Device.CPU, new long[] {0, 3, 5}, 3),
                            3);
                    model.loss(flat.leaves(), batch).backward();
                    double[] gradient = flat.gradients().toDoubles();
                    for (int i = 0; i < gradient.length; i++) {
                        double h = 1e-6;
                        Tensor element = flat.parameters().narrow(0, i, 1);
                        element.addInPlace(h);
                        double up = model.loss(flat.leaves(), batch).item();
                        element.addInPlace(-2 * h);
                        double down = model.loss(flat.leaves(), batch).item();
                        element.addInPlace(h);
                        assertThat(gradient[i]).isCloseTo((up - down) / (2 * h), within(1e-6));
                    }
                });
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> small(5, List.of(2), 1, 6, 12))
                .hasMessageContaining("patchWidth (5) must divide the 12 columns");
        assertThatThrownBy(() -> new PatchTransformer(USUAL, of(1, 28, 28)))
                .hasMessageContaining("more convolutions of kernel (7) than patches of 28 x 28 pixels have room for");
    }
}
