/** What a scenario can name, kind by kind: extensions, devices, architectures, tokenizers, links and networks. */
@NullMarked
package org.longhaul.scenario.listing;

import org.jspecify.annotations.NullMarked;
