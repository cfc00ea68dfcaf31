package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.WireFormat;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.ArchitectureCatalogue;

/** The model that bytes and operations are charged for while a smaller one trains. */
public record ProjectAs(
        @JsonPropertyDescription("published architecture, such as mpt-7b or llama-720m") String architecture,
        @Nullable
                @JsonPropertyDescription("number of parameters where a source rounds it; groups keep their proportions")
                Long parameters,
        @Nullable
                @JsonPropertyDescription("number format on the wire: every exchange is rounded to it and charged in it;"
                        + " default: fp32, or what the method's settings state for each payload")
                WireFormat wireFormat,
        @Nullable @JsonPropertyDescription("sequences per worker and step; default: the trained batch") Integer batch,
        @Nullable @JsonPropertyDescription("tokens of a sequence; default: the architecture's") Integer context) {

    private static final long MOST_PARAMETERS = 100_000_000_000_000L;
    private static final int MOST_BATCH = 100_000_000;

    public ProjectAs {
        if (!ArchitectureCatalogue.names().contains(architecture)) {
            throw new IllegalArgumentException("architecture '" + architecture + "' is not known; known: "
                    + String.join(", ", ArchitectureCatalogue.names()));
        }
        TrainingSection.requireWithin("parameters", parameters, MOST_PARAMETERS);
        TrainingSection.requireWithin("batch", batch == null ? null : (long) batch, MOST_BATCH);
        TrainingSection.requireWithin("context", context == null ? null : (long) context, MOST_BATCH);
    }

    /** The architecture from the catalogue. */
    public Architecture resolved() {
        return ArchitectureCatalogue.get(architecture);
    }
}
