import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { element, escapeXml, json, textOf, wantsJson, xml } from "./dialect.ts";
import type { View } from "./view.ts";

/** GET /meta/users: who can sign in, by user id. Users of the API are no employees: their employee id is 0. */
export function answerUsers(request: VendorRequest, view: View): Answer {
  const first = view.ids()[0];
  const admin = first === undefined ? undefined : view.find(first);
  const users = [
    {
      id: 2401,
      employeeId: 0,
      firstName: "API",
      lastName: "User",
      email: "api@acme.test",
      status: "enabled",
    },
    ...(admin === undefined
      ? []
      : [
          {
            id: 2402,
            employeeId: admin.id,
            firstName: admin.firstName,
            lastName: admin.lastName,
            email: admin.workEmail,
            status: "enabled",
          },
        ]),
  ];
  if (wantsJson(request.headers))
    return json(Object.fromEntries(users.map((user) => [String(user.id), user])));
  const elements = users.map(({ id, employeeId, ...rest }) =>
    element(
      "user",
      { id: String(id), employeeId: String(employeeId) },
      Object.entries(rest)
        .map(([name, value]) => element(name, {}, escapeXml(textOf(value))))
        .join(""),
    ),
  );
  return xml(element("users", {}, elements.join("")));
}
