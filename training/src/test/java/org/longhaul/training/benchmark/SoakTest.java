package org.longhaul.training.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.longhaul.training.tensor.TensorScope;

class SoakTest {
    @Test
    void liveTensorsStayConstantFromStepToStep() {
        long before = TensorScope.liveTensors();
        long[] first = new long[1];
        SoakRun.run(100, (step, live) -> {
            if (step == 0) {
                first[0] = live;
            }
            assertThat(live).as("after step %d", step).isEqualTo(first[0]);
        });
        assertThat(first[0]).isGreaterThan(before);
        assertThat(TensorScope.liveTensors()).isEqualTo(before);
    }
}
