package org.longhaul.training.model.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.longhaul.training.model.BodyLoop;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * The body of a {@link Transformer} with a loop: what each pass makes of the state, and what the tail is given.
 *
 * <p>The state is x [B, T, C], or x / 2^k after k halved passes; of a recurrent-depth body [x; h], of twice the width.
 */
final class LoopedBody {
    private final LoopSettings settings;
    private final DecoderPass pass;
    private final BodyLoop loop;
    private final long seed;

    /**
     * Makes it.
     *
     * @param seed of the states that a recurrent-depth body begins with
     */
    LoopedBody(LoopSettings settings, DecoderPass pass, long seed) {
        this.settings = settings;
        this.pass = pass;
        this.seed = seed;
        loop = Objects.requireNonNull(pass.shape().loop(), "loop");
    }

    /** From the head's output to the tail's input; each block is a stage of its own where nothing is carried around a pass. */
    List<UnaryOperator<Tensor>> stages(int iterations) {
        List<UnaryOperator<Tensor>> stages = new ArrayList<>();
        if (settings.recurrentDepth()) {
            stages.add(this::first);
        }
        int whole = settings.wholePasses(iterations);
        for (int k = 0; k < iterations; k++) {
            int before = k;
            if (k < whole) {
                boolean isLast = k == iterations - 1;
                stages.add(x -> {
                    Tensor given = given(x, before);
                    return isLast ? last(x, given) : next(x, given);
                });
            } else {
                stages.addAll(blocks(before));
            }
        }
        return stages;
    }

    /** The state before the first pass. */
    Tensor first(Tensor headOutput) {
        return settings.recurrentDepth()
                ? Tensors.cat(List.of(InitialStates.of(pass.tokens(), headOutput, seed), headOutput), -1)
                : headOutput;
    }

    /** What the body gives of a state, with {@code before} passes before this. */
    Tensor given(Tensor state, int before) {
        Tensor x = settings.recurrentDepth() ? Functional.linear(state, pass.joining(loop)) : state;
        for (UnaryOperator<Tensor> block : blocks(before)) {
            x = block.apply(x);
        }
        return x;
    }

    /** The next state, after a pass that made {@code given} of a state. */
    Tensor next(Tensor state, Tensor given) {
        if (settings.recurrentDepth()) {
            long width = pass.shape().width();
            return Tensors.cat(List.of(given, state.narrow(-1, width, width)), -1);
        }
        if (settings.residual() == LoopSettings.Residual.NONE) {
            return given;
        }
        Tensor sum = given.add(state);
        return settings.halvedSteps() ? sum.mul(0.5) : sum;
    }

    /** What the tail is given if that pass was the last. */
    Tensor last(Tensor state, Tensor given) {
        return settings.residual() == LoopSettings.Residual.ALWAYS ? next(state, given) : given;
    }

    /** The blocks behind the body and the scores, for what was {@linkplain #last handed on} after so many passes. */
    List<UnaryOperator<Tensor>> behind(int passes) {
        return pass.behindBody(scale(settings.residual() == LoopSettings.Residual.ALWAYS ? passes : passes - 1));
    }

    /** The state without what a recurrent-depth body carries beside it: x, or x divided by its {@link #scale}. */
    Tensor value(Tensor state) {
        return settings.recurrentDepth() ? state.narrow(-1, 0, pass.shape().width()) : state;
    }

    private List<UnaryOperator<Tensor>> blocks(int before) {
        return pass.blocks(loop.headBlocks(), pass.shape().layers() - loop.tailBlocks(), scale(before));
    }

    /** By how much x is larger than the state after so many passes. */
    double scale(int passes) {
        return settings.halvedSteps() ? Math.scalb(1.0, passes) : 1;
    }
}
