package org.longhaul.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShippedTableTest {
    private static Map<String, List<String>> read(String resource) {
        return ShippedTable.read(ShippedTableTest.class, resource, 2, cells -> cells);
    }

    @Test
    void rowsComeInTheirOrderWithoutCommentsAndBlanks() {
        assertThat(read("table.txt"))
                .containsExactly(entry("large", List.of("large", "3 µm")), entry("small", List.of("small", "")));
    }

    @Test
    void aTableThatIsNoneIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> read("table-ragged.txt"))
                .withMessage("a row of table-ragged.txt must have 2 cells: small|-1|");
        assertThatIllegalStateException()
                .isThrownBy(() -> read("table-twice.txt"))
                .withMessage("'large' is listed twice in table-twice.txt");
        assertThatIllegalStateException()
                .isThrownBy(() -> read("no-table.txt"))
                .withMessage("no-table.txt is missing from the program's resources");
    }
}
