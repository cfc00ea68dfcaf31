/** Which clients take part in a round of federated training: an extension point, one class for each way. */
@NullMarked
package org.longhaul.training.participation;

import org.jspecify.annotations.NullMarked;
