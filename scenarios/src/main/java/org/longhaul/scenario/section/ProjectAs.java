package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.model.Architecture;
import org.longhaul.training.model.ArchitectureCatalogue;
import org.longhaul.training.model.BodyLoop;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.transformer.Transformer;

/** The model that bytes and operations are charged for while a smaller one trains. */
public record ProjectAs(
        @Nullable
                @JsonPropertyDescription(
                        "published architecture, such as llama3-8b or mpt-7b; this or shape is required")
                String architecture,
        @Nullable @JsonPropertyDescription("sizes of a decoder of one's own, instead of architecture")
                ShapeSection shape,
        @Nullable
                @JsonPropertyDescription(
                        "number of parameters where a source rounds it, within 5 % of the shape's; groups"
                                + " keep their proportions, operations scale alike")
                Long parameters,
        @Nullable
                @JsonPropertyDescription(
                        "blocks in the middle that a token passes several times: operations grow, parameters and bytes do"
                                + " not; default: those that the trained model's stand for, if it has a loop")
                BodyPasses bodyLoop,
        @Nullable
                @JsonPropertyDescription(
                        "codec of every exchange: it is encoded so in training and charged those bytes;"
                                + " default: fp32, or what the method's settings state for each payload")
                Codec wireFormat,
        @Nullable
                @JsonPropertyDescription(
                        "sequences per worker and step; required where compute is modelled (device, or tokens/s)")
                Integer batch,
        @Nullable @JsonPropertyDescription("tokens of a sequence; default: that of the architecture or shape")
                Integer context) {

    /** Parameters of a charged model at most. */
    static final long MOST_PARAMETERS = 100_000_000_000_000L;

    private static final double MOST_ROUNDING = 0.05;
    private static final int MOST_BATCH = 100_000_000;

    public ProjectAs {
        if ((architecture == null) == (shape == null)) {
            throw new IllegalArgumentException(
                    architecture == null
                            ? "architecture or shape is missing: it says which model is charged."
                            : "architecture ('" + architecture
                                    + "') and shape exclude each other; allowed is one of them.");
        }
        if (architecture != null && !ArchitectureCatalogue.names().contains(architecture)) {
            String hint = Spelling.hint(architecture, ArchitectureCatalogue.names());
            throw new IllegalArgumentException("architecture '" + architecture + "' is not known"
                    + (hint == null ? "." : "; maybe " + hint) + " Known: "
                    + String.join(", ", ArchitectureCatalogue.names()) + "; others can be given by shape.");
        }
        TrainingSection.requireWithin("parameters", parameters, MOST_PARAMETERS);
        TrainingSection.requireWithin("batch", batch == null ? null : (long) batch, MOST_BATCH);
        TrainingSection.requireWithin("context", context == null ? null : (long) context, MOST_BATCH);
        if (bodyLoop != null) {
            resolved(architecture, shape, bodyLoop);
        }
        if (parameters != null) {
            Architecture counted = resolved(architecture, shape, bodyLoop);
            if (Math.abs(parameters - counted.parameters()) > MOST_ROUNDING * counted.parameters()) {
                throw new IllegalArgumentException("parameters (" + parameters + ") must lie within 5 % of the "
                        + counted.parameters() + " of " + counted.name()
                        + ", which it rounds; a model of another size can be given by shape.");
            }
        }
    }

    /** The architecture from the catalogue, or that of the stated shape, with its loop. */
    public Architecture resolved() {
        return resolved(architecture, shape, bodyLoop);
    }

    /** The same for a trained model, which lends its loop where none is stated, unless it has layers that stand for nothing here. */
    public Architecture resolved(Model trained) {
        Architecture stated = resolved();
        if (bodyLoop != null || !(trained instanceof Transformer transformer)) {
            return stated;
        }
        BodyLoop lent = transformer.shape().loop();
        int layers = transformer.shape().layers();
        int charged = stated.shape().layers();
        return lent == null || layers > charged ? stated : stated.looped(lent.projected(layers, charged));
    }

    private static Architecture resolved(
            @Nullable String architecture, @Nullable ShapeSection shape, @Nullable BodyPasses bodyLoop) {
        if (shape == null && architecture == null) {
            throw new IllegalStateException("neither architecture nor shape");
        }
        Architecture once =
                shape == null ? ArchitectureCatalogue.get(Objects.requireNonNull(architecture)) : shape.architecture();
        return bodyLoop == null ? once : once.looped(bodyLoop.of(once.shape().layers()));
    }

    /** A loop through the middle of the charged model. */
    public record BodyPasses(
            @JsonPropertyDescription("passes of the body") int iterations,
            @Nullable @JsonPropertyDescription("blocks before the body; default: a quarter of the layers, at least 1")
                    Integer headBlocks,
            @Nullable @JsonPropertyDescription("blocks behind the body; default: a quarter of the layers, at least 1")
                    Integer tailBlocks) {
        private BodyLoop of(int layers) {
            return BodyLoop.of(layers, headBlocks, tailBlocks, iterations, false);
        }
    }
}
