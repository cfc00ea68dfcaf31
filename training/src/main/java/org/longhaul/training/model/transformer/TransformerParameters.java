package org.longhaul.training.model.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.longhaul.training.model.BodyLoop;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.ParameterSpec;

/** The parameters of a {@link Transformer}, in the order in which its forward pass takes them. */
final class TransformerParameters {
    private final List<ParameterSpec> specs = new ArrayList<>();
    private String group = DecoderShape.EMBEDDING;

    private final ParameterSpec.Multipliers ofHidden;

    /** How much smaller hidden matrices start. */
    private final double narrower;

    private TransformerParameters(double widths) {
        ofHidden = new ParameterSpec.Multipliers(1 / widths, widths);
        narrower = Math.sqrt(widths);
    }

    static List<ParameterSpec> specs(Transformer.Settings settings, DecoderShape shape) {
        long width = shape.width();
        Init weight = new Init.Normal(settings.initDeviation());
        Init residual = settings.scaledResidualInit()
                ? new Init.Normal(settings.initDeviation() / Math.sqrt(2.0 * shape.layers()))
                : weight;
        TransformerParameters list = new TransformerParameters(settings.widths());
        list.add("embedding.weight", ParameterSpec.Role.INPUT, weight, shape.vocabulary(), width);
        for (int i = 0; i < shape.layers(); i++) {
            list.group = DecoderShape.block(i);
            BodyLoop loop = shape.loop();
            if (loop != null && loop.joined() && i == loop.headBlocks()) {
                list.add(list.group + ".joining", weight, width, 2 * width);
            }
            list.addBlock(shape, weight, residual);
        }
        list.group = DecoderShape.HEAD;
        list.addNorm("head.norm", width);
        if (!shape.tied()) {
            list.add("head.weight", ParameterSpec.Role.OUTPUT, weight, shape.vocabulary(), width);
        }
        return List.copyOf(list.specs);
    }

    private void addBlock(DecoderShape shape, Init weight, Init residual) {
        long width = shape.width();
        addNorm(group + ".attention.norm", width);
        add(group + ".attention.wq", weight, width, width);
        add(group + ".attention.wk", weight, width, width);
        add(group + ".attention.wv", weight, width, width);
        if (shape.queryKeyNorm()) {
            addNorm(group + ".attention.query-norm", shape.headWidth());
            addNorm(group + ".attention.key-norm", shape.headWidth());
        }
        add(group + ".attention.wo", residual, width, width);
        addNorm(group + ".feed-forward.norm", width);
        add(group + ".feed-forward.w1", weight, shape.hidden(), width);
        if (shape.gated()) {
            add(group + ".feed-forward.w3", weight, shape.hidden(), width);
        }
        add(group + ".feed-forward.w2", residual, width, shape.hidden());
    }

    private void addNorm(String name, long width) {
        add(name, ParameterSpec.Role.VECTOR, new Init.Constant(1), width);
    }

    private void add(String name, Init init, long... shape) {
        add(name, ParameterSpec.Role.HIDDEN, init, shape);
    }

    private void add(String name, ParameterSpec.Role role, Init init, long... shape) {
        boolean isHidden = role == ParameterSpec.Role.HIDDEN;
        Init start = isHidden && init instanceof Init.Normal normal
                ? new Init.Normal(normal.standardDeviation() / narrower)
                : init;
        ParameterSpec.Multipliers multipliers = isHidden ? ofHidden : ParameterSpec.Multipliers.NONE;
        specs.add(new ParameterSpec(name, Arrays.stream(shape).boxed().toList(), group, start, role, multipliers));
    }
}
