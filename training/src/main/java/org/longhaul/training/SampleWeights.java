package org.longhaul.training;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.weighting.SampleWeighting;
import org.longhaul.training.weighting.SampleWeightingFactory;
import org.longhaul.training.weighting.WeightFigures;

/** Makes the weighting of a session, if there is one, and has the workers' samples weighted. */
final class SampleWeights {
    private SampleWeights() {}

    /**
     * Begins what was chosen.
     *
     * @param isOpen whether workers come and go
     * @return the figures that are told of it
     * @throws IllegalArgumentException if it does not go with the method, the model or the data
     */
    static List<RoundFigure> begin(
            @Nullable Choice<SampleWeightingFactory<?>> chosen,
            DistributedMethodFactory<?> method,
            boolean isOpen,
            Replicas replicas,
            Communicator net) {
        return chosen == null ? List.of() : begin(chosen.factory(), chosen.settings(), method, isOpen, replicas, net);
    }

    /** What a checkpoint must agree with. */
    static Map<String, String> identity(@Nullable Choice<SampleWeightingFactory<?>> chosen) {
        return chosen == null ? Map.of() : Map.of("weighting", chosen.toString());
    }

    private static <S extends Record> List<RoundFigure> begin(
            SampleWeightingFactory<S> factory,
            Record stated,
            DistributedMethodFactory<?> method,
            boolean isOpen,
            Replicas replicas,
            Communicator net) {
        S settings = factory.settingsType().cast(stated);
        if (factory.isPlain(settings)) {
            return List.of();
        }
        ReplicaSetup setup = replicas.setup();
        method.requireFit(factory, settings, isOpen);
        RowPool rows = setup.batches().rowPool();
        if (rows == null || setup.model().hiddenWidth() == 0) {
            throw new IllegalArgumentException("weighting " + factory.id()
                    + " needs text, and a model with hidden states of its tokens, such as transformer or lstm.");
        }
        for (String domain : factory.namedDomains(settings)) {
            if (!rows.domains().contains(domain)) {
                throw new IllegalArgumentException("weighting " + factory.id() + " names the domain '" + domain
                        + "', which the data do not have" + Spelling.maybe(domain, rows.domains()));
            }
        }
        SampleWeighting made = factory.create(
                settings, new SampleWeightingFactory.Samples(rows, setup.model().hiddenWidth(), setup.seed()));
        if (made == null) {
            return List.of();
        }
        replicas.weighing().begin(made, rows, net);
        return WeightFigures.told(factory, settings, rows.domains());
    }
}
