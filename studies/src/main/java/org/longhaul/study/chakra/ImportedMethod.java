package org.longhaul.study.chakra;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.replica.Replicas;

/** What the ranks of an imported execution trace do. A run that holds the trace replays it; it cannot be trained. */
final class ImportedMethod {
    static final String ID = "imported";

    private ImportedMethod() {}

    /** Which trace it is. */
    public record Settings(
            @JsonPropertyDescription("hash over the nodes of the trace, as longhaul trace import finds it")
                    String trace) {}

    /** Describes it. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = ID,
            description =
                    "Computes and exchanges what an imported execution trace says; it is replayed and never trained.",
            source = "MLCommons Chakra execution traces, arXiv 2305.14516.")
    public static final class Factory implements DistributedMethodFactory<Settings> {
        @Override
        public boolean isSymmetric(Settings settings) {
            return false;
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            throw untrainable();
        }
    }

    static WrongInputException untrainable() {
        return new WrongInputException(
                "an imported execution trace cannot be trained; longhaul replay simulates the run"
                        + " that longhaul trace import has made");
    }
}
