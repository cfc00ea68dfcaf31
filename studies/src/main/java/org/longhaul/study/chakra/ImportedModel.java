package org.longhaul.study.chakra;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;

/**
 * What was trained elsewhere, and of which nothing is known but what an execution trace says: how long ranks computed and how many
 * bytes they exchanged. One group of parameters holds as many values as the largest exchange has bytes. It cannot be trained.
 */
final class ImportedModel implements Model {
    static final String ID = "imported";

    /** Its only group of parameters. */
    static final String GROUP = "data";

    /**
     * Nanoseconds of a forward pass, of which all computations of a trace are parts. A power of two, so that a part that is some
     * nanoseconds is so exactly.
     */
    static final long FORWARD_NANOS = 1L << 30;

    private final Settings settings;

    /** What the trace says of it. */
    public record Settings(
            @JsonPropertyDescription("bytes of the largest vector that is exchanged") long largest,
            @JsonProperty(defaultValue = "imported") @JsonPropertyDescription("what it was asked to do") String task,
            @JsonProperty(defaultValue = "step") @JsonPropertyDescription("what it was trained on, in the singular")
                    String item,
            @JsonProperty(defaultValue = "loss") @JsonPropertyDescription("measure that its methods are ranked by")
                    String headline) {
        public Settings {
            if (largest < 1) {
                throw new IllegalArgumentException("largest (" + largest + ") must be at least 1.");
            }
        }
    }

    /** Makes them. */
    @SuppressWarnings("rawtypes")
    @AutoService(ModelFactory.class)
    @Provides(
            id = ID,
            description = "What an imported execution trace was recorded of; it is replayed and never trained.",
            source = "MLCommons Chakra execution traces, arXiv 2305.14516.")
    public static final class Factory implements ModelFactory<Settings> {
        @Override
        public Model create(Settings settings, ModelContext context) {
            return new ImportedModel(settings);
        }
    }

    ImportedModel(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(new ParameterSpec(GROUP, List.of(settings.largest), GROUP, new Init.Constant(0)));
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(new ParameterGroup(GROUP, settings.largest, 1));
    }

    @Override
    public Task task() {
        return new Task(settings.task, settings.item, settings.headline);
    }

    @Override
    public String identity() {
        return ID + " " + settings;
    }

    /** One operation stands for one nanosecond. */
    @Override
    public double forwardFlopsPerItem() {
        return FORWARD_NANOS;
    }

    @Override
    public Tensor loss(Tensor[] parameters, Batch batch) {
        throw ImportedMethod.untrainable();
    }

    @Override
    public BatchSource ownBatches(long seed) {
        return new NoBatches();
    }

    /** There are none. */
    private static final class NoBatches implements BatchSource {
        @Override
        public Batch batch(int worker, long step, Device device) {
            throw ImportedMethod.untrainable();
        }

        @Override
        public String identity() {
            return ID;
        }

        @Override
        public int validationBatches() {
            return 1;
        }

        @Override
        public Batch validation(int index, Device device) {
            throw ImportedMethod.untrainable();
        }

        @Override
        public long itemsPerBatch() {
            return 1;
        }
    }
}
