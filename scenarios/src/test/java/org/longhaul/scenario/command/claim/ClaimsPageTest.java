package org.longhaul.scenario.command.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.command.Said;
import org.longhaul.scenario.command.shared.ExitCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code longhaul claims}: its page and its verdicts on record. {@code -Dgolden.update=true} writes both anew. */
final class ClaimsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "claims.md");
    private static final Path RECORD =
            Path.of("src", "main", "resources", "org", "longhaul", "scenario", "claim", "verdicts.tsv");

    private static final String[] QUICK = {
        "--json",
        "--only",
        "noloco",
        "--only",
        "sparta",
        "--only",
        "scaling-laws",
        "--only",
        "lordo",
        "--only",
        "worldlm",
        "--only",
        "photon-125m-64-2",
        "--only",
        "des-loc-half-of-local-adam-16",
        "--only",
        "utilisation-1b"
    };

    /** Of all claims only those that take no time; {@code longhaul claims} computes every one. */
    @Test
    void thePageAndTheRecordSayWhatTheCommandFinds() throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Said said = Said.to("claims", "--write", PAGE.toString(), "--record", RECORD.toString());
            assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
        }
        JsonNode papers = JsonMapper.shared().readTree(quick());
        String page = Files.readString(PAGE);
        String record = Files.readString(RECORD);
        int claims = 0;
        for (JsonNode paper : papers) {
            assertThat(page).contains("\n## " + paper.get("paper").stringValue() + "\n");
            for (JsonNode claim : paper.get("claims")) {
                if (!claim.get("isComputed").booleanValue()) {
                    continue;
                }
                String name = claim.get("name").stringValue();
                String verdict = claim.get("verdict").stringValue();
                String found = claim.get("found").stringValue();
                assertThat(page).contains("| [" + name + "](#" + name + ") | " + verdict + " | " + found + " | ");
                assertThat(record).contains(name + "\t");
                assertThat(verdict).as(name).isEqualTo(claim.get("recorded").stringValue());
                claims++;
            }
        }
        assertThat(claims).isGreaterThan(30);
    }

    private static String quick() {
        String[] arguments = new String[QUICK.length + 1];
        arguments[0] = "claims";
        System.arraycopy(QUICK, 0, arguments, 1, QUICK.length);
        return Said.done(arguments);
    }

    @Test
    void onePaperOrClaimIsComputedAlone() {
        String table = Said.done("claims", "--only", "des-loc-half-lives", "--only", "des-loc-table-2-7b");
        assertThat(table).contains("des-loc-half-lives", "reproduced", "2 claims of 1 paper: 2 reproduced.");
        String json = Said.done("claims", "--only", "des-loc-10-gbit-9-42-times", "--json");
        assertThat(json)
                .contains("\"verdict\":\"direction only\"", "\"found\":\"2.62529\"", "\"wanted\":\"9.42\"")
                .contains("\"isComputed\":true");
    }

    @Test
    void whatIsAskedForMustExistAndBeWholeWhereItIsWritten() {
        assertThat(Said.refused("claims", "--only", "des-lok")).contains("'des-lok'", "papers: des-loc");
        assertThat(Said.refused("claims", "--only", "")).contains("--only is blank");
        assertThat(Said.refused("claims", "--only", "des-loc", "--write", "page.md"))
                .contains("--write needs every claim");
        assertThat(Said.refused("claims", "--trained", "somewhere")).contains("--trained needs --train");
        assertThat(Said.refused("claims", "--only", "des-loc-half-lives", "--record", PAGE.toString()))
                .contains("--record: ", "is no file of verdicts");
    }
}
