package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Inline;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.participation.ParticipationFactory;
import org.longhaul.training.schedule.ScheduleFactory;
import org.longhaul.training.weighting.SampleWeightingFactory;

/** A method with its settings and, beside them, whatever it does differently from the rest of the scenario. */
public record MethodSection(
        @Inline Selection<DistributedMethodFactory<?>> method,
        @Nullable @JsonPropertyDescription("name in tables; default: the id; must be unique") String label,
        @Nullable @JsonPropertyDescription("sequential steps, instead of the scenario's") Long steps,
        @Nullable @JsonPropertyDescription("sequences per worker and step, instead of the scenario's") Integer batch,
        @Nullable @JsonPropertyDescription("local optimizer, instead of the scenario's")
                Selection<OptimizerFactory<?>> optimizer,
        @Nullable @JsonPropertyDescription("which clients take part in a round, instead of the scenario's")
                Selection<ParticipationFactory<?>> participation,
        @Nullable @JsonPropertyDescription("schedule, instead of the scenario's")
                Selection<ScheduleFactory<?>> schedule,
        @Nullable @JsonPropertyDescription("gradient clipping, instead of the scenario's") ClipSection clip,
        @Nullable @JsonPropertyDescription("what each sample counts for, instead of the scenario's")
                Selection<SampleWeightingFactory<?>> weighting,
        @Nullable @JsonPropertyDescription("compute model, instead of the scenario's") Selection<ComputeKind> compute,
        @Nullable @JsonPropertyDescription("collective of every exchange, instead of the scenario's")
                Selection<CollectiveFactory<?>> collective,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("collective by label of the exchange, such as parameters")
                Map<String, Selection<CollectiveFactory<?>>> collectives,
        @Nullable @JsonPropertyDescription("overlap of gradients with the backward pass, instead of the scenario's")
                Overlap overlap,
        @Nullable
                @JsonPropertyDescription(
                        "codec of every exchange, instead of projectAs.wireFormat: it is encoded so in training and charged"
                                + " those bytes")
                Codec wireFormat) {

    public MethodSection {
        TrainingSection.requireWithin("steps", steps, TrainingSection.MOST_STEPS);
        TrainingSection.requireWithin("batch", batch == null ? null : (long) batch, TrainingSection.MOST_TOKENS);
        Names.check("label", label);
    }

    /** The label, or the id when there is none. */
    public String name() {
        return label == null ? method.id() : label;
    }
}
