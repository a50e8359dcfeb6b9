import { CUSTOMERS, type Indicator, RENEWAL_DATES } from "./indicator.ts";

const base = { group: "organisation" } as const;
const RENEWALS = { unit: "share", better: "up", events: ["Membership Renewed", "Membership Ended"] } as const;

/** What it is worth to the organisation. Members who renew are compared, not proven to do so for the community. */
export const VALUE_TO_ORGANISATION = [
  {
    ...base,
    ...RENEWALS,
    name: "renewal_share",
    query: "describe-renewals",
    label: { en: "Memberships renewed", fr: "Adhésions renouvelées" },
    definition: {
      en: "Of the members whose membership was renewed or ended in the period (by the last word on it), those who renewed.",
      fr: "Parmi les membres dont l’adhésion a été renouvelée ou s’est terminée pendant la période (selon la dernière nouvelle), ceux qui ont renouvelé.",
    },
  },
  {
    ...base,
    ...RENEWALS,
    name: "renewal_share_active",
    query: "describe-renewals",
    label: { en: "… of those who had come in the 30 days before", fr: "… parmi ceux venus dans les 30 jours d’avant" },
    definition: {
      en: "The same of members with a visit in the 30 days before. A comparison, not proof: who means to renew also comes more.",
      fr: "La même chose pour les membres venus dans les 30 jours précédents. Une comparaison, pas une preuve : qui veut renouveler vient aussi plus.",
    },
  },
  {
    ...base,
    ...RENEWALS,
    name: "renewal_share_inactive",
    query: "describe-renewals",
    label: { en: "… of those who had not", fr: "… parmi les autres" },
    definition: {
      en: "The same of members without a visit in the 30 days before.",
      fr: "La même chose pour les membres sans visite dans les 30 jours précédents.",
    },
  },
  {
    ...base,
    name: "renewals_due",
    unit: "count",
    better: null,
    events: [RENEWAL_DATES],
    query: "describe-renewals",
    onlyNow: true,
    label: { en: "Renewals due within 60 days", fr: "Renouvellements dans les 60 jours" },
    definition: {
      en: "Members whose `renewalAt` lies in the 60 days after the period. Only today's date of renewal is kept, so the period before cannot be told.",
      fr: "Membres dont `renewalAt` tombe dans les 60 jours après la période. Seule la date actuelle est conservée : la période précédente ne peut être reconstituée.",
    },
  },
  {
    ...base,
    name: "renewals_at_risk",
    unit: "share",
    better: "down",
    events: [RENEWAL_DATES],
    query: "describe-renewals",
    onlyNow: true,
    label: { en: "… of whom at risk", fr: "… dont à risque" },
    definition: {
      en: "Of these, the members without a visit in the last 30 days of the period.",
      fr: "Parmi eux, les membres sans visite dans les 30 derniers jours de la période.",
    },
  },
  {
    ...base,
    name: "customers_left_members",
    unit: "share",
    better: "down",
    events: [CUSTOMERS],
    query: "compare-customers",
    label: { en: "Customers who left, among members", fr: "Clients partis, parmi les membres" },
    definition: {
      en: "Of the customers (`import customers`) at the beginning of the period who were members, those who left in it. A comparison with the next line, not proof.",
      fr: "Parmi les clients (`import customers`) du début de la période qui étaient membres, ceux qui sont partis pendant celle-ci. Une comparaison avec la ligne suivante, pas une preuve.",
    },
  },
  {
    ...base,
    name: "customers_left_others",
    unit: "share",
    better: null,
    events: [CUSTOMERS],
    query: "compare-customers",
    label: { en: "Customers who left, among others", fr: "Clients partis, parmi les autres" },
    definition: {
      en: "The same of customers who were no members.",
      fr: "La même chose pour les clients qui n’étaient pas membres.",
    },
  },
] as const satisfies readonly Indicator[];
