package org.longhaul.training.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A published model that a small one may stand for: its exact size, group by group, and its work per token. Holds no
 * tensors.
 *
 * @param name unique name in the {@link ArchitectureCatalogue}
 * @param source where the sizes come from
 * @param parameters number of trained elements
 * @param groups the elements by layer in the order of the forward pass, with their share of the operations
 * @param forwardFlopsPerToken floating-point operations of the forward pass over one token
 * @param backwardFlopsPerToken the same of the backward pass
 * @param contextLength positions of one sequence
 * @param vocabulary number of token values
 * @param shape the sizes that all of this is counted from
 */
public record Architecture(
        String name,
        String source,
        long parameters,
        List<ParameterGroup> groups,
        double forwardFlopsPerToken,
        double backwardFlopsPerToken,
        int contextLength,
        int vocabulary,
        DecoderShape shape) {
    public Architecture {
        groups = List.copyOf(groups);
        long sum = 0;
        for (ParameterGroup group : groups) {
            sum += group.elements();
        }
        if (sum != parameters) {
            throw new IllegalArgumentException(
                    "groups of " + name + " hold " + sum + " elements, not " + parameters + " as stated");
        }
    }

    /** The architecture of a decoder of the given shape. */
    public static Architecture of(String name, String source, DecoderShape shape) {
        double forward = shape.forwardFlopsPerToken();
        return new Architecture(
                name,
                source,
                shape.parameters(),
                shape.groups(),
                forward,
                2 * forward,
                shape.contextLength(),
                shape.vocabulary(),
                shape);
    }

    /**
     * The same with a loop through its middle: as many parameters and more operations.
     *
     * @throws IllegalArgumentException if the loop leaves no block to iterate
     */
    public Architecture looped(BodyLoop loop) {
        int bodies = loop.bodyBlocks(shape.layers());
        String words =
                ", the middle " + bodies + " of " + shape.layers() + " blocks passed " + loop.iterations() + " times";
        return of(name + words, source, shape.withLoop(loop));
    }

    /** The same elements with the operations of sequences of another length: attention looks at all positions. */
    public Architecture at(int context) {
        if (context == contextLength) {
            return this;
        }
        DecoderShape longer = shape.withContextLength(context);
        List<ParameterGroup> shares = longer.groups();
        List<ParameterGroup> same = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            ParameterGroup group = groups.get(i);
            same.add(new ParameterGroup(
                    group.name(), group.elements(), shares.get(i).flopsShare()));
        }
        double forward = longer.forwardFlopsPerToken();
        return new Architecture(name, source, parameters, same, forward, 2 * forward, context, vocabulary, shape);
    }

    /** The elements that one token meets, which the operations are counted from; fewer than all where experts rest. */
    public long activeParameters() {
        return shape.activeParameters();
    }

    /** Floating-point operations of one training step over one token, forward and backward. */
    public double trainingFlopsPerToken() {
        return forwardFlopsPerToken + backwardFlopsPerToken;
    }

    /**
     * Memory of one replica that does not depend on the batch: parameters, gradients and optimizer states, unsharded.
     *
     * @param parameterBytes bytes of one parameter (2 for bfloat16; add 4 for a float32 master copy)
     * @param gradientBytes bytes of one gradient element
     * @param states number of optimizer states, as many elements as parameters each
     * @param stateBytes bytes of one element of a state
     * @return bytes
     */
    public long replicaBytes(int parameterBytes, int gradientBytes, int states, int stateBytes) {
        return parameters * (parameterBytes + gradientBytes + (long) states * stateBytes);
    }
}
