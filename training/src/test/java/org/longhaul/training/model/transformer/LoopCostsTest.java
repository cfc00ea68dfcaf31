package org.longhaul.training.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterGroup;

/** What a looped decoder of 1, 2 and 1 blocks costs. */
class LoopCostsTest {
    private static final int VOCABULARY = 24;
    private static final int LAYERS = 4;

    @ParameterizedTest
    @CsvSource({"1", "2", "4", "8"})
    void operationsGrowWithThePassesAndParametersDoNot(int passes) {
        Transformer plain = model(null);
        Transformer looped = model(loop(passes));
        assertThat(looped.elements()).isEqualTo(plain.elements());
        DecoderShape shape = plain.shape();
        double head = 2.0 * (shape.width() + shape.vocabulary() * shape.width());
        double blocks = plain.forwardFlopsPerItem() - head;
        double ratio = (looped.forwardFlopsPerItem() - head) / blocks;
        assertThat(ratio).isEqualTo((1 + passes * 2.0 + 1) / 4);
        List<ParameterGroup> groups = looped.groups();
        assertThat(groups.stream().mapToDouble(ParameterGroup::flopsShare).sum())
                .isCloseTo(1, within(1e-12));
        assertThat(groups.stream().map(ParameterGroup::name).toList())
                .isEqualTo(
                        passes == 1
                                ? List.of("embedding", "block.0", "block.1", "block.2", "block.3", "head")
                                : List.of("embedding", "block.0", "block.1", "block.2", "repeats", "block.3", "head"));
        if (passes > 1) {
            assertThat(groups.get(4).elements()).isZero();
            assertThat(groups.get(4).flopsShare() / groups.get(5).flopsShare())
                    .isCloseTo(2.0 * (passes - 1), within(1e-12));
        }
    }

    @Test
    void activationsGrowWithThePasses() {
        Model.Pass kept = new Model.Pass(false, false, false);
        Model.Pass recomputed = new Model.Pass(true, false, false);
        Transformer plain = model(null);
        double head = 2.0 * 32 + 2.0 * VOCABULARY;
        double block = (plain.activationsPerItem(kept) - head) / LAYERS;
        for (int passes : new int[] {1, 2, 5}) {
            Transformer looped = model(loop(passes));
            assertThat(looped.activationsPerItem(kept)).isEqualTo((2 + 2 * passes) * block + head);
        }
        Transformer five = model(loop(5));
        // Kept are the inputs of the embedding's successor, of four whole passes, and of the other four blocks.
        assertThat(five.activationsPerItem(recomputed)).isEqualTo((3 + 4 + 2) * 32.0 + Math.max(2 * block, head));
    }

    private static LoopSettings loop(int passes) {
        return new LoopSettings(1, 1, passes, null, LoopSettings.Residual.BETWEEN, false, false, List.of(), false);
    }

    private static Transformer model(@Nullable LoopSettings loop) {
        Transformer.Settings once = new Transformer.Settings(
                LAYERS, 32, 4, 48, Transformer.Activation.SWIGLU, 10_000, true, false, 0.3, false, 1e-5);
        return new Transformer(once.with(loop), new ModelContext(VOCABULARY, 8, 1));
    }
}
