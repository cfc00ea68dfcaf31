package org.longhaul.scenario.engine.workload;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.section.ProjectAs;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterGroup;

/**
 * The model whose bytes and operations are charged.
 *
 * @param name architecture; null when it is the trained model itself
 * @param groups parameter groups in forward order
 * @param forwardFlops operations of one worker's forward pass in a step
 * @param backwardFlops operations of one worker's backward pass in a step
 * @param tokensPerWorkerStep tokens of one worker's batch
 */
public record ChargedModel(
        @Nullable String name,
        List<ParameterGroup> groups,
        double forwardFlops,
        double backwardFlops,
        long tokensPerWorkerStep) {

    public ChargedModel {
        groups = List.copyOf(groups);
    }

    public long elements() {
        long sum = 0;
        for (ParameterGroup group : groups) {
            sum += group.elements();
        }
        return sum;
    }

    /** The trained model itself. */
    public static ChargedModel trained(Model model, int batch, int context) {
        long tokens = (long) batch * context;
        return new ChargedModel(
                null,
                model.groups(),
                model.forwardFlopsPerItem() * tokens,
                model.backwardFlopsPerItem() * tokens,
                tokens);
    }

    /**
     * A published architecture or a stated shape instead.
     *
     * @param trained whose loop it has where it states none
     * @param trainedBatch sequences of a worker and step where the scenario states none because nothing depends on them
     */
    public static ChargedModel projected(ProjectAs as, Model trained, int trainedBatch) {
        Integer batch = as.batch();
        Integer context = as.context();
        Architecture architecture =
                context == null ? as.resolved(trained) : as.resolved(trained).at(context);
        long tokens = (long) (batch == null ? trainedBatch : batch) * architecture.contextLength();
        Long stated = as.parameters();
        long elements = stated == null ? architecture.parameters() : stated;
        double factor = (double) elements / architecture.parameters();
        return new ChargedModel(
                architecture.name(),
                scaled(architecture, elements),
                architecture.forwardFlopsPerToken() * factor * tokens,
                architecture.backwardFlopsPerToken() * factor * tokens,
                tokens);
    }

    /** The same with a backward pass that computes the activations again. */
    public ChargedModel recomputed() {
        return new ChargedModel(name, groups, forwardFlops, backwardFlops + forwardFlops, tokensPerWorkerStep);
    }

    /** Groups whose sizes sum to exactly {@code elements}, in the architecture's proportions. */
    private static List<ParameterGroup> scaled(Architecture architecture, long elements) {
        if (elements == architecture.parameters()) {
            return architecture.groups();
        }
        List<ParameterGroup> groups = new ArrayList<>();
        long before = 0;
        long given = 0;
        for (ParameterGroup group : architecture.groups()) {
            before += group.elements();
            long upTo = BigInteger.valueOf(before)
                    .multiply(BigInteger.valueOf(elements))
                    .divide(BigInteger.valueOf(architecture.parameters()))
                    .longValueExact();
            groups.add(new ParameterGroup(group.name(), upTo - given, group.flopsShare()));
            given = upTo;
        }
        return groups;
    }
}
