package org.longhaul.scenario.command;

import java.util.concurrent.Callable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.file.JsonSchema;
import org.longhaul.scenario.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of scenario files, for editors. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of scenario files, for editors.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the specification
    SchemaCommand() {}

    /** The schema as it is kept beside the shipped scenarios. */
    static String schema() {
        return Json.indented(JsonSchema.of(Extensions.load().vocabulary(), Scenario.class, "Longhaul scenario"));
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(schema());
        spec.commandLine().getOut().flush();
        return Longhaul.DONE;
    }
}
