package org.longhaul.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.Quadratic;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.RoundFigure;

class RoundFiguresTest {
    private static final RoundFigure HEARD = new RoundFigure("heard", "clients", Better.HIGHER, "Who was heard.");
    private static final RoundFigure OTHER = new RoundFigure("other", "1", Better.LOWER, "Not declared.");

    /** Rounds of two steps; tells of each how many it had, and at the end what was open. */
    private record Telling(RoundFigure figure) implements DistributedMethodFactory<Telling.Settings> {
        record Settings() {}

        @Override
        public String id() {
            return "telling";
        }

        @Override
        public String description() {
            return "Tells.";
        }

        @Override
        public String source() {
            return "test";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public List<RoundFigure> figures(Settings settings) {
            return List.of(HEARD);
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas workers) {
            return new DistributedMethod() {
                @Override
                public void step(long step, Replicas replicas, Communicator net) {
                    replicas.localStep(step);
                    if (step % 2 == 1) {
                        replicas.figures().tell(figure, step);
                        replicas.figures().tell(figure, 1, step / 2.0);
                    }
                }

                @Override
                public void finish(long steps, Replicas replicas, Communicator net) {
                    replicas.figures().tell(figure, -1);
                }

                @Override
                public HeldModel evaluated(Replicas replicas) {
                    return HeldModel.ofFirstWorker(replicas);
                }
            };
        }
    }

    private static TrainingSession session(RoundFigure figure) {
        return TrainingSession.builder()
                .model(new Quadratic(new Quadratic.Settings(1, 6, 0.05, 1, 1, 1, 1), new ModelContext(1, 1, 2)))
                .optimizer(new Sgd.Factory(), new Sgd.Settings(0.1, 0, false, 0))
                .method(new Telling(figure), new Telling.Settings())
                .workers(2)
                .steps(10)
                .build();
    }

    @Test
    void areTakenOnceAndBelongToTheStepInWhichTheyWereTold() {
        try (TrainingSession session = session(HEARD)) {
            session.step();
            assertThat(session.takeFigures().isEmpty()).isTrue();
            session.step();
            RoundFigures.Told told = session.takeFigures();
            assertThat(told.ofRound()).isEqualTo(Map.of("heard", 1.0));
            assertThat(told.ofClients()).isEqualTo(Map.of(1, Map.of("heard", 0.5)));
            assertThat(session.takeFigures().isEmpty()).isTrue();
            session.step();
            session.finish();
            assertThat(session.takeFigures().ofRound()).isEqualTo(Map.of("heard", -1.0));
        }
    }

    @Test
    void refusesWhatTheMethodDoesNotDeclareAndWhatIsToldTwice() {
        try (TrainingSession session = session(OTHER)) {
            session.step();
            session.step();
            assertThatThrownBy(session::takeFigures).hasMessageContaining("tells the figure other");
        }
        RoundFigures figures = new RoundFigures();
        figures.tell(HEARD, 3);
        assertThatThrownBy(() -> figures.tell(HEARD, 4)).hasMessageContaining("heard was told in this step already: 3");
        assertThatThrownBy(() -> new RoundFigure("Not Kebab", "1", Better.LOWER, ""))
                .hasMessageContaining("lower-kebab-case");
    }
}
