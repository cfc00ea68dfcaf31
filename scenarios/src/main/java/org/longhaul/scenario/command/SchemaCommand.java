package org.longhaul.scenario.command;

import java.util.concurrent.Callable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.file.JsonSchema;
import org.longhaul.scenario.file.KeyReference;
import org.longhaul.scenario.inference.InferenceReader;
import org.longhaul.scenario.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of scenario files, for editors. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of scenario files, for editors, or every key as a Markdown page.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "  longhaul schema > scenario.schema.json      what editors complete and check scenarios with",
            "  longhaul schema --markdown                  the reference of docs/scenario-keys.md",
            "  longhaul schema --inference                 the same of scenarios of inference; with --markdown the reference of",
            "                                              docs/inference-keys.md"
        })
final class SchemaCommand implements Callable<Integer> {
    @Option(names = "--markdown", description = "print a reference page of all keys instead")
    private boolean markdown;

    @Option(names = "--inference", description = "of scenarios of inference instead (longhaul infer)")
    private boolean inference;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    SchemaCommand() {}

    /** The schema as it is kept beside the shipped scenarios. */
    static String schema() {
        return Json.indented(JsonSchema.of(Extensions.load().vocabulary(), Scenario.class, "Longhaul scenario"));
    }

    /** The reference of all keys as it is kept in docs/scenario-keys.md. */
    static String reference() {
        return KeyReference.of(Extensions.load().vocabulary(), Scenario.class);
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(inference ? ofInference() : ofTraining());
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    private String ofInference() {
        InferenceReader reader = new InferenceReader(Extensions.load());
        return markdown ? reader.reference() : reader.schema();
    }

    private String ofTraining() {
        return markdown ? reference() : schema();
    }
}
